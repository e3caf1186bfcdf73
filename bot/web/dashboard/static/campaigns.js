// Above the log: that the brake is on, and the newest campaigns.
/** @import { CampaignList, ToldCampaign } from "../models.d.ts" */
/** @import { OfferedDecision } from "./campaign-card.js" */
/** @import { State } from "./main.js" */
/** @import { Filter } from "./log-filter.js" */
import * as api from "./api.js";
import { campaignCard, isOpen } from "./campaign-card.js";
import { disableDecisions } from "./card-parts.js";
import { announce, el, find, soon } from "./dom.js";
import { moment, say, sayParts } from "./words.js";

/** Milliseconds between two looks at a brake that should be over. */
const BRAKE_PAUSE = 1000;
/** @type {CampaignList} */
const NONE = { campaigns: [], braked: 0 };

/** @type {Record<Filter, (campaign: ToldCampaign) => boolean>} */
const PASSES = {
  all: () => true,
  open: isOpen,
  waiting: ({ waits, copies }) => waits || copies.some(({ state }) => state === "hiding" || state === "restoring"),
  undone: ({ state }) => state === "restored" || state === "not spam",
};

export class Campaigns {
  place = el("div", { id: "campaigns", hidden: true });
  /** Read them again, soon. */
  changed = soon(() => this.load(), 300);
  #state;
  #shown = NONE;
  #passes = PASSES.all;
  #query = "";
  /** The number of the newest request: an answer to an older one is dropped. */
  #turn = 0;
  #brakeTimer = 0;

  /** @param {State} state */
  constructor(state) {
    this.#state = state;
  }

  async load() {
    const turn = ++this.#turn;
    // The line says that the server is lost; all is read again once it is back.
    const answer = await api.campaigns(this.#state.community).catch(() => null);
    if (answer && turn === this.#turn) this.#show(answer);
  }

  /**
   * Show those that the log's filter and search let through.
   * @param {Filter} filter
   * @param {string} query
   */
  filter(filter, query) {
    this.#passes = PASSES[filter];
    this.#query = query.trim().toLocaleLowerCase();
    this.#show(this.#shown);
  }

  clear() {
    this.#turn++;
    this.#shown = NONE;
    clearTimeout(this.#brakeTimer);
    this.place.replaceChildren();
    this.place.hidden = true;
  }

  /** @param {CampaignList} answer */
  #show(answer) {
    this.#shown = answer;
    this.#lookWhenBrakeEnds(answer.braked);
    const passing = answer.campaigns.filter((each) => this.#passes(each) && matches(each, this.#query));
    const cards = passing.map((each) => campaignCard(each, (n, decision, button) => this.#decide(n, decision, button)));
    const focused = this.#focused(); // the focus goes with the old cards
    this.place.replaceChildren(...(answer.braked ? [this.#brake(answer.braked)] : []), ...cards);
    this.place.hidden = !this.place.childElementCount;
    if (!focused.n) return;
    const again = this.#find(focused.n, focused.button) ?? this.#find(focused.n, "h3");
    again?.focus({ preventScroll: true });
  }

  /** @param {number} until in seconds since the epoch; 0 where it is off */
  #lookWhenBrakeEnds(until) {
    clearTimeout(this.#brakeTimer);
    if (!until) return;
    this.#brakeTimer = setTimeout(() => this.load(), Math.max(BRAKE_PAUSE, until * 1000 - Date.now()));
  }

  /** The campaign and the button that have the focus. */
  #focused() {
    const focused = this.place.contains(document.activeElement) ? document.activeElement : null;
    const decision = focused instanceof HTMLElement ? focused.dataset.decision : undefined;
    return { n: focused?.closest("article")?.dataset.n, button: `[data-decision="${decision}"]` };
  }

  /**
   * @param {string} n
   * @param {string} within
   * @returns {HTMLElement | null}
   */
  #find(n, within) {
    return this.place.querySelector(`article[data-n="${n}"] ${within}`);
  }

  /** @param {number} until */
  #brake(until) {
    const title = el("h3", { id: "brake", tabIndex: -1 }, say("brake.title"));
    const when = el("span.when", sayParts("brake.until", { time: moment(until) }));
    const button = el("button.main", { type: "button", title: say("brake.effect") }, say("brake.resume"));
    button.addEventListener("click", () => this.#resume(button));
    return el(
      "article.card",
      { "aria-labelledby": "brake" },
      el("header", title, el("span.tag.alert", say("brake.on")), when),
      el("p.why", say("brake.why")),
      el("div.acts", button),
    );
  }

  /** @param {HTMLButtonElement} button */
  async #resume(button) {
    button.disabled = true;
    try {
      const answer = await api.resume(this.#state.community, { by: this.#state.who() });
      this.#turn++; // an answer to an earlier request still says that the brake is on
      this.#show(answer);
      announce(say("brake.off"));
    } catch (error) {
      announce(api.reason(error));
      await this.load();
    }
    find("log-title").focus({ preventScroll: true });
  }

  /**
   * @param {string} n
   * @param {OfferedDecision} decision
   * @param {HTMLElement} pressed
   */
  async #decide(n, decision, pressed) {
    disableDecisions(pressed, true);
    try {
      const { decided } = await api.decideCampaign(this.#state.community, n, decision, { by: this.#state.who() });
      const button = say(`campaign.button.${decision}`);
      announce(decided === "done" ? say("campaign.told", { n, button }) : say("campaign.late", { n }));
    } catch (error) {
      announce(api.reason(error));
    }
    await this.load();
    this.#find(n, "h3")?.focus({ preventScroll: true });
  }
}

/**
 * Whether a query finds a campaign: by its number, by a text, or by an account.
 * @param {ToldCampaign} campaign
 * @param {string} query in lower case
 */
function matches({ id, texts, accounts }, query) {
  if (query.replace("#", "") === id) return true;
  return [...texts, ...accounts.map((each) => each.account)].some((each) => each.toLocaleLowerCase().includes(query));
}
