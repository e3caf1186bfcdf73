// One incident as a card: what happened, what was done about it, and what still can be.
/** @import { CardCopy, CaseView, Decision, DoneAction, ToldIncident } from "../models.d.ts" */
import { details } from "./card-details.js";
import { copiesFact, decisionButtons, fact, history, outcomeList, quote, textList, textsGone } from "./card-parts.js";
import { wordings } from "./differ.js";
import { el } from "./dom.js";
import { moment, named, names, say, sayParts, sayWord } from "./words.js";

/** @typedef {(n: string, decision: Decision, button: HTMLElement, entry?: number) => void} Decide */

const MOST_ACCOUNTS = 5;
const MOST_WORDINGS = 6;
/** The kind of a state's tag, where it stands out. */
const STATE_KINDS = new Map([
  ["open", ".alert"],
  ["restored", ".good"],
  ["pardoned", ".good"],
]);

/**
 * States whose copies are counted, each with the kind of its tag.
 * @type {["hidden" | "hiding" | "waiting" | "restored" | "restoring", string][]}
 */
const COUNTED = [
  ["hidden", ".good"],
  ["hiding", ".wait"],
  ["waiting", ".wait"],
  ["restored", ".good"],
  ["restoring", ".wait"],
];

/**
 * States of which the first copy tells the reason.
 * @type {("failed" | "stuck")[]}
 */
const FAILED = ["failed", "stuck"];

/**
 * @param {CaseView} view
 * @param {Decide} decide
 */
export function card({ incident, copies, offered }, decide) {
  const n = incident.id;
  const open = incident.state === "open";
  return el(
    open ? "article.card" : "article.card.ended",
    { "aria-labelledby": `case-${n}`, "data-n": n },
    header(incident),
    facts(incident, copies),
    quotes(copies),
    outcomes(incident, copies),
    el("p.why", say("case.why", { reason: incident.reason, stance: stance(incident) })),
    ...notes(incident),
    history(incident.history, "case.decided", (entry) => undoButton(incident, entry, decide)),
    decisionButtons(say("case.decide", { n }), buttons(offered), (decision, button) => decide(n, decision, button)),
    details(incident, copies),
  );
}

/** @param {ToldIncident} incident */
function header({ id: n, account, state, right, opened }) {
  return el(
    "header",
    el("h3", { id: `case-${n}`, tabIndex: -1 }, named(account), " ", el("span.case", say("case.number", { n }))),
    el(`span.tag${STATE_KINDS.get(state) ?? ""}`, sayWord("case.state", state)),
    right === null ? null : el(right ? "span.tag.good" : "span.tag", say(right ? "case.right" : "case.wrong")),
    el("span.when", moment(opened)),
  );
}

/**
 * @param {ToldIncident} incident
 * @param {CardCopy[]} copies
 */
function facts(incident, copies) {
  const threads = [...new Set(copies.map((each) => each.thread))];
  // Only the server's sentence says how alike the copies are.
  const alike = incident.reason.match(/(\d+(?: to \d+)? %) alike/)?.[1];
  return el(
    "dl.facts",
    copiesFact(copies),
    alike ? fact(say("case.alike"), alike) : null,
    threads.length === 1
      ? fact(say("case.thread"), named(threads[0], "bdi"))
      : fact(say("case.threads"), String(threads.length)),
    fact(say("case.strikes"), String(incident.strikes)),
    incident.accounts.length ? fact(say("case.accounts"), ...names(incident.accounts, MOST_ACCOUNTS)) : null,
  );
}

/** @param {CardCopy[]} copies */
function quotes(copies) {
  const texts = copies.map((each) => each.text).filter((text) => text !== null);
  if (!texts.length) return textsGone();
  const all = wordings(texts);
  const shown = all.slice(0, MOST_WORDINGS);
  const more = all.length - shown.length;
  return textList(all.length, [
    ...shown.map((each) => el("li", el("span.times", say("texts.times", { times: each.times })), quote(each))),
    more ? el("li", el("span"), el("span", say("texts.more", { more }))) : null,
  ]);
}

/**
 * @param {ToldIncident} incident
 * @param {CardCopy[]} copies
 */
function outcomes(incident, copies) {
  const tags = [...copyTags(copies), ...incident.actions.filter((each) => !each.comments.length).map(actionTag)];
  return outcomeList(tags.length ? tags : [el("li.tag", say("done.nothing"))]);
}

/**
 * How many copies are in which state.
 * @param {CardCopy[]} all
 */
function copyTags(all) {
  const counted = COUNTED.map(([state, kind]) => {
    const copies = all.filter((each) => each.state === state).length;
    return copies ? el(`li.tag${kind}`, say(`case.done.${state}`, { copies })) : null;
  });
  const failed = FAILED.map((state) => {
    const found = all.filter((each) => each.state === state);
    if (!found.length) return null;
    return el("li.tag.bad", say(`case.done.${state}`, { copies: found.length, why: found[0].why }));
  });
  return [...counted, ...failed].filter((tag) => tag !== null);
}

/** @param {DoneAction} done */
function actionTag(done) {
  const failed = done.state === "failed" || done.state === "unsupported";
  const action = actionName(done);
  const outcome = done.undone ? say("outcome.undone") : sayWord("outcome", done.state);
  const text =
    failed && done.why
      ? say("action.came.why", { action, outcome, why: done.why })
      : say("action.came", { action, outcome });
  if (failed) return el("li.tag.bad", text);
  return el(done.state === "done" ? "li.tag" : "li.tag.wait", text);
}

/** @param {DoneAction} done */
function actionName({ do: does, until }) {
  const action = say(does === "restore" ? "action.lifted" : `action.${does}`);
  if (!until || does !== "timeout") return action;
  const time = new Date(until * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return say("action.until", { action, time });
}

/**
 * Why Hush did less than the ladder says, where it did.
 * @param {ToldIncident} incident
 */
const stance = ({ why, waits }) => sayWord("case.stance", why, waits ? say("case.waited", { n: waits }) : "");

/**
 * From when on, and until when, something else holds than usual.
 * @param {ToldIncident} incident
 */
function notes({ acts_since: since, spared_until: spared, allowed_until: allowed }) {
  /** @type {["case.since" | "case.spared" | "case.allowed", number | null][]} */
  const all = [
    ["case.since", since],
    ["case.spared", allowed ? null : spared],
    ["case.allowed", allowed],
  ];
  return all.map(([key, at]) => (at ? el("p.why", sayParts(key, { time: moment(at) })) : null));
}

/**
 * The button that takes an entry of the history back, where that is possible now.
 * @param {ToldIncident} incident
 * @param {number} entry
 * @param {Decide} decide
 */
function undoButton({ id: n, undoable }, entry, decide) {
  if (!undoable.includes(entry)) return null;
  /** @type {HTMLElement} */
  const button = el(
    "button.link",
    {
      type: "button",
      title: say("case.effect.undo"),
      "data-entry": entry,
      onclick: () => decide(n, "undo", button, entry),
    },
    say("case.button.undo"),
  );
  return button;
}

/** @param {Decision[]} offered */
function buttons(offered) {
  return offered.map((decision, i) => ({
    decision,
    text: say(`case.button.${decision}`),
    effect: say(`case.effect.${decision}`),
    main: i === 0 && (decision === "restore" || decision === "hide"),
  }));
}
