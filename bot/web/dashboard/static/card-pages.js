// The pages of cards in the log. Those far from what is seen are emptied, and filled again as they come near.
/** @import { CaseView } from "../models.d.ts" */
import { el } from "./dom.js";

/** @typedef {{ numbers: string[], element: HTMLElement, filling: boolean }} Page */

export class CardPages {
  #list;
  #make;
  #fetch;
  /** @type {Page[]} */
  #pages = [];
  /** @type {IntersectionObserver} */
  #far;

  /**
   * @param {HTMLElement} list where they stand
   * @param {IntersectionObserverInit} near within which they are filled
   * @param {(view: CaseView) => HTMLElement} make a card
   * @param {(numbers: string[]) => Promise<CaseView[] | null>} fetch cases by their numbers; null where that failed
   */
  constructor(list, near, make, fetch) {
    this.#list = list;
    this.#make = make;
    this.#fetch = fetch;
    this.#far = new IntersectionObserver((seen) => this.#moved(seen), near);
  }

  get none() {
    return !this.#pages.length;
  }

  /** How many cases the pages hold. */
  get count() {
    return this.#pages.reduce((sum, page) => sum + page.numbers.length, 0);
  }

  /**
   * The card of a case, or null if none is shown.
   * @param {string} n
   * @returns {HTMLElement | null}
   */
  card(n) {
    return this.#list.querySelector(`article[data-n="${n}"]`);
  }

  clear() {
    this.#far.disconnect();
    this.#pages = [];
  }

  /**
   * Add a page at the end.
   * @param {CaseView[]} cases
   */
  add(cases) {
    const element = el("section.page", { role: "presentation" }, cases.map(this.#make));
    this.#pages.push({ numbers: cases.map((each) => each.incident.id), element, filling: false });
    this.#list.append(element);
    this.#far.observe(element);
  }

  /**
   * Replace the card of a case; false if none is shown.
   * @param {CaseView} view
   */
  replace(view) {
    const old = this.card(view.incident.id);
    if (old) replaceCard(old, this.#make(view));
    return old !== null;
  }

  /**
   * Show a new case on top; false if it belongs further down, or to an emptied page.
   * @param {CaseView} view
   */
  arrive(view) {
    const n = view.incident.id;
    if (this.#pages.some(({ numbers }) => numbers.includes(n))) return false;
    if (this.none) {
      this.#list.replaceChildren();
      this.add([view]);
      return true;
    }
    const [top] = this.#pages;
    if (Number(n) < Number(top.numbers[0])) return false;
    const made = this.#make(view);
    made.classList.add("arrives");
    top.numbers.unshift(n);
    top.element.prepend(made);
    return true;
  }

  /** @param {IntersectionObserverEntry[]} seen */
  #moved(seen) {
    for (const { target, isIntersecting } of seen) {
      const page = this.#pages.find((each) => each.element === target);
      if (!page) continue;
      if (isIntersecting) this.#fill(page);
      else empty(page.element);
    }
  }

  /** @param {Page} page */
  async #fill(page) {
    if (page.element.childElementCount || page.filling) return;
    page.filling = true;
    const cases = await this.#fetch(page.numbers);
    if (cases) {
      const found = new Map(cases.map((each) => [each.incident.id, each]));
      page.numbers = page.numbers.filter((n) => found.has(n));
      page.element.replaceChildren(...page.numbers.flatMap((n) => found.get(n) ?? []).map(this.#make));
      page.element.style.height = "";
    }
    page.filling = false;
  }
}

/**
 * Empty a page and keep its height, unless one of its cards has the focus.
 * @param {HTMLElement} element
 */
function empty(element) {
  if (!element.childElementCount || !element.offsetHeight || !element.isConnected) return;
  if (element.contains(document.activeElement)) return;
  element.style.height = `${element.offsetHeight}px`;
  element.replaceChildren();
}

/**
 * Replace a card by a newer one; open details stay open, and the focus stays in its place.
 * @param {HTMLElement} old
 * @param {HTMLElement} made
 */
function replaceCard(old, made) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const details = made.querySelector("details");
  if (details && old.querySelector("details")?.open) details.open = true;
  old.replaceWith(made);
  if (!focused) return;
  const decision = focused instanceof HTMLElement ? focused.dataset.decision : undefined;
  /** @type {HTMLElement | null} */
  const again = made.querySelector(`[data-decision="${decision}"]`);
  (again ?? made.querySelector("h3"))?.focus({ preventScroll: true });
}
