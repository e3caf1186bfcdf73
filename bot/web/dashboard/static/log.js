// The right pane: the moderators' log. Pages of cards are fetched as they are scrolled to.
/** @import { CaseList, CaseView, Decision } from "../models.d.ts" */
/** @import { State } from "./main.js" */
import * as api from "./api.js";
import { Campaigns } from "./campaigns.js";
import { card } from "./card.js";
import { CardPages } from "./card-pages.js";
import { disableDecisions } from "./card-parts.js";
import { announce, el, emptyState, find, loading, readOut, soon } from "./dom.js";
import { LogFilter } from "./log-filter.js";
import { say } from "./words.js";

/** Pixels beyond what is seen: within NEAR of the end the next page is fetched, beyond FAR a page is emptied. */
const NEAR = 1200;
const FAR = 3000;
/** From this width on the pane scrolls by itself; below it the whole page does (as in base.css). */
const WIDE = "(min-width: 821px)";
/** Cases that the server tells by number in one answer. */
const MOST_NUMBERS = 50;

export class CaseLog {
  #state;
  #campaigns;
  #pages;
  #pane = find("log");
  #list = el("div", { id: "cards" });
  #foot = el("p.end", { role: "status" });
  #filter = new LogFilter(() => this.#reload());
  /** @type {string | null} the case before which the next page begins */
  #next = null;
  #busy = false;
  /** The number of the newest first page: an answer to an older request is dropped. */
  #turn = 0;
  /** @type {Set<string>} */
  #changed = new Set();
  #lookSoon = soon(() => this.#look(), 60);
  #moreIfNearEnd = soon(() => {
    if (this.#pane.offsetHeight && this.#foot.getBoundingClientRect().top < innerHeight + NEAR) this.#more();
  });

  /** @param {State} state */
  constructor(state) {
    this.#state = state;
    this.#campaigns = new Campaigns(state);
    const root = matchMedia(WIDE).matches ? this.#pane : null;
    this.#pages = new CardPages(
      this.#list,
      { root, rootMargin: `${FAR}px` },
      (view) => this.#card(view),
      (numbers) => this.#numbered(numbers),
    );
    this.#pane.replaceChildren(this.#frame());
    this.#moreAtEnd(root);
  }

  reload() {
    this.#campaigns.load();
    return this.#reload();
  }

  /** @param {string[]} numbers */
  changed(numbers) {
    for (const n of numbers) this.#changed.add(n);
    this.#lookSoon();
    this.#campaigns.changed();
  }

  braked() {
    this.#campaigns.changed();
  }

  clear() {
    this.#campaigns.clear();
    this.#pages.clear();
    this.#next = null;
    this.#filter.clear();
    this.#reload();
    this.#list.replaceChildren(loading("div.loading", { "aria-label": say("loading") }));
  }

  #frame() {
    const title = el("h2", { id: "log-title", tabIndex: -1 }, say("log.title"));
    const top = el("div.log-top", title, this.#filter.element);
    return el("div.log-in", top, this.#campaigns.place, this.#list, this.#foot);
  }

  /** @param {HTMLElement | null} root what scrolls; null: the page */
  #moreAtEnd(root) {
    const end = new IntersectionObserver(
      (seen) => {
        if (seen.some((each) => each.isIntersecting)) this.#more();
      },
      { root, rootMargin: `${NEAR}px` },
    );
    end.observe(this.#foot);
    // Who drags to the end never lets the observer see the foot leave.
    this.#pane.addEventListener("scroll", this.#moreIfNearEnd, { passive: true });
    addEventListener("scroll", this.#moreIfNearEnd, { passive: true });
  }

  async #reload() {
    this.#campaigns.filter(this.#filter.filter, this.#filter.query);
    const turn = ++this.#turn;
    this.#busy = false;
    const answer = await this.#page(null).catch((error) => {
      if (turn === this.#turn) this.#failed(error);
      return null;
    });
    if (answer && turn === this.#turn) this.#show(answer);
  }

  /**
   * @param {string | null} before
   * @returns {Promise<CaseList>}
   */
  #page(before) {
    return api.cases(this.#state.community, this.#filter.filter, this.#filter.query, before);
  }

  /**
   * The first page, in place of all that were shown.
   * @param {CaseList} answer
   */
  #show({ cards, before }) {
    this.#pages.clear();
    this.#next = before;
    this.#list.replaceChildren();
    this.#pane.scrollTop = 0;
    if (cards.length) this.#pages.add(cards);
    else if (!before) this.#list.replaceChildren(this.#filter.nothing());
    this.#ended();
    this.#moreIfNearEnd();
  }

  /** @param {unknown} error */
  #failed(error) {
    const again = el("button", { type: "button", onclick: () => this.#reload() }, say("retry"));
    this.#list.replaceChildren(emptyState("div.empty", say("log.failed"), api.reason(error), again));
    this.#foot.textContent = "";
  }

  async #more() {
    if (!this.#next || this.#busy) return;
    const turn = this.#turn;
    this.#foot.textContent = say("log.more");
    this.#busy = true;
    try {
      const answer = await this.#page(this.#next);
      if (turn === this.#turn) this.#append(answer);
    } catch (error) {
      this.#busy = false;
      const again = el("button.link", { type: "button", onclick: () => this.#more() }, say("retry"));
      this.#foot.replaceChildren(api.reason(error), " ", again);
    }
  }

  /** @param {CaseList} answer */
  #append({ cards, before }) {
    this.#next = before;
    if (cards.length) this.#pages.add(cards);
    this.#busy = false;
    this.#ended();
    // The server looks through so many cases at once: a page may be empty though there are more.
    if (before && !cards.length) this.#more();
    else this.#moreIfNearEnd();
  }

  #ended() {
    const more = Boolean(this.#next);
    const cases = this.#pages.count;
    this.#foot.textContent = more || this.#pages.none ? "" : say("log.end");
    find("tab-count").textContent = this.#pages.none ? "" : say(more ? "log.count.more" : "log.count", { cases });
  }

  /** @param {CaseView} view */
  #card(view) {
    return card(view, (n, decision, button, entry) => this.#decide(n, decision, button, entry));
  }

  /**
   * @param {string[]} numbers
   * @returns {Promise<CaseView[] | null>}
   */
  async #numbered(numbers) {
    try {
      return (await api.casesNumbered(this.#state.community, numbers)).cards;
    } catch (error) {
      announce(api.reason(error));
      return null;
    }
  }

  async #look() {
    const numbers = [...this.#changed].slice(0, MOST_NUMBERS);
    for (const n of numbers) this.#changed.delete(n);
    // The line says that the server is lost; all is read again once it is back.
    const answer = await api.casesNumbered(this.#state.community, numbers).catch(() => null);
    if (answer) this.#update(numbers, answer.cards);
    if (this.#changed.size) this.#lookSoon();
  }

  /**
   * @param {string[]} numbers
   * @param {CaseView[]} cases those of them that there still are
   */
  #update(numbers, cases) {
    const oldestFirst = cases.toSorted((one, other) => Number(one.incident.id) - Number(other.incident.id));
    for (const each of oldestFirst) this.#put(each);
    const found = new Set(cases.map((each) => each.incident.id));
    for (const n of numbers) if (!found.has(n)) this.#pages.card(n)?.remove();
  }

  /** @param {CaseView} view */
  #put(view) {
    if (this.#pages.replace(view)) return;
    if (this.#filter.isOn) this.#reload();
    else if (this.#pages.arrive(view)) this.#arrived(view);
  }

  /** @param {CaseView} view */
  #arrived({ incident: { id: n, account, reason } }) {
    readOut(say("log.arrived", { n, account, reason }));
    this.#ended();
  }

  /**
   * @param {string} n
   * @param {Decision} decision
   * @param {HTMLElement} button
   * @param {number | null} entry of the history, which an undo takes back
   */
  async #decide(n, decision, button, entry = null) {
    if (decision === "ban" && !window.confirm(say("case.sure.ban"))) return;
    disableDecisions(button, true);
    try {
      const answer = await api.decide(this.#state.community, n, decision, { by: this.#state.who(), entry });
      this.#put(answer.card);
      const heading = this.#pages.card(n)?.querySelector("h3");
      heading?.focus({ preventScroll: true });
      announce(say(answer.decided === "done" ? `case.told.${decision}` : "case.late", { n }));
    } catch (error) {
      announce(api.reason(error));
      disableDecisions(button, false);
      this.#changed.add(n);
      this.#lookSoon();
    }
  }
}
