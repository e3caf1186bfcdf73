// One text from several accounts as a card, with what can be done about all of them at once.
/** @import { CampaignDecision, DoneAction, ToldCampaign, ToldVoice } from "../models.d.ts" */
import { copiesFact, decisionButtons, fact, history, outcomeList, quote, textList, textsGone } from "./card-parts.js";
import { wordings } from "./differ.js";
import { el } from "./dom.js";
import { moment, names, say, sayParts, sayWord } from "./words.js";

/** @typedef {Exclude<CampaignDecision, "undo">} OfferedDecision what a campaign's card has buttons for */
/** @typedef {(n: string, decision: OfferedDecision, button: HTMLElement) => void} DecideCampaign */

const MOST_ACCOUNTS = 6;
const MOST_WORDINGS = 4;

/**
 * States of a copy in their order, each with the kind of its tag.
 * @type {["stands" | "hiding" | "hidden" | "failed" | "restoring" | "restored", string][]}
 */
const COPY_STATES = [
  ["stands", ""],
  ["hiding", ""],
  ["hidden", ".good"],
  ["failed", ".bad"],
  ["restoring", ""],
  ["restored", ""],
];

/** @param {ToldCampaign} campaign */
export const isOpen = ({ state }) => state === "open" || state === "continued";

/**
 * @param {ToldCampaign} campaign
 * @param {DecideCampaign} decide
 */
export function campaignCard(campaign, decide) {
  const n = campaign.id;
  return el(
    isOpen(campaign) ? "article.card" : "article.card.ended",
    { "aria-labelledby": `campaign-${n}`, "data-n": n },
    header(campaign),
    facts(campaign),
    quotes(campaign.texts),
    outcomeList([...copyTags(campaign.copies), timeoutTag(campaign.actions)]),
    note(campaign),
    history(campaign.history, "campaign.decided"),
    decisionButtons(say("campaign.decide", { n }), buttons(campaign), (decision, button) =>
      decide(n, decision, button),
    ),
  );
}

/** @param {ToldCampaign} campaign */
function header(campaign) {
  const { id: n, accounts, state, opened } = campaign;
  const number = el("span.case", say("case.number", { n }));
  return el(
    "header",
    el("h3", { id: `campaign-${n}`, tabIndex: -1 }, sayParts("campaign.title", { count: accounts.length, number })),
    el(isOpen(campaign) ? "span.tag.alert" : "span.tag", sayWord("campaign.state", state)),
    el("span.when", moment(opened)),
  );
}

/** @param {ToldCampaign} campaign */
function facts({ copies, accounts }) {
  const all = accounts.map((each) => each.account);
  const spared = accounts.filter((each) => each.spared).map((each) => each.account);
  return el(
    "dl.facts",
    copiesFact(copies),
    fact(say("campaign.accounts"), ...names(all, MOST_ACCOUNTS)),
    spared.length ? fact(say("campaign.spared"), ...names(spared.slice(0, MOST_ACCOUNTS), MOST_ACCOUNTS)) : null,
  );
}

/** @param {string[]} texts */
function quotes(texts) {
  if (!texts.length) return textsGone();
  const all = wordings(texts);
  return textList(
    texts.length,
    all.slice(0, MOST_WORDINGS).map((each) => el("li.only", quote(each))),
  );
}

/**
 * How many copies are in which state.
 * @param {ToldVoice[]} all
 */
function copyTags(all) {
  return COPY_STATES.map(([state, kind]) => {
    const found = all.filter((each) => each.state === state);
    if (!found.length) return null;
    const copies = found.length;
    const why = state === "failed" && found[0].why;
    const text = why ? say("campaign.done.failed.why", { copies, why }) : say(`campaign.done.${state}`, { copies });
    return el(`li.tag${kind}`, text);
  });
}

/**
 * Of how many accounts the timeout is done.
 * @param {DoneAction[]} actions
 */
function timeoutTag(actions) {
  const wanted = actions.filter((each) => each.do === "timeout" && each.state !== "cancelled" && !each.undone);
  const done = wanted.filter((each) => each.state === "done").length;
  return wanted.length ? el("li.tag", say("campaign.timeouts", { count: wanted.length, done })) : null;
}

/**
 * Why Hush does less than usual, where it does.
 * @param {ToldCampaign} campaign
 */
function note({ waits, why }) {
  const text = waits ? say("campaign.waits") : sayWord("campaign.stance", why, "");
  return text ? el("p.why", text) : null;
}

/** @param {ToldCampaign} campaign */
function buttons({ offered }) {
  const decisions = /** @type {OfferedDecision[]} */ (offered);
  return decisions.map((decision) => ({
    decision,
    text: say(`campaign.button.${decision}`),
    effect: say(`campaign.effect.${decision}`),
    main: decision === "hide-all",
  }));
}
