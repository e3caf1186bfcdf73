// Which cases the log shows: the filter, and the search.
import { el, emptyState, soon } from "./dom.js";
import { say } from "./words.js";

/** @typedef {"all" | "open" | "waiting" | "undone"} Filter */

/** @type {Filter[]} */
const FILTERS = ["all", "open", "waiting", "undone"];
/** Milliseconds after a key until the log is searched. */
const TYPING = 250;

export class LogFilter {
  /** @type {Filter} */
  filter = "all";
  #changed;
  #search;
  #buttons;

  /** @param {() => void} changed */
  constructor(changed) {
    this.#changed = changed;
    this.#search = el("input", {
      type: "search",
      placeholder: say("log.search.hint"),
      "aria-label": say("log.search"),
      oninput: soon(changed, TYPING),
    });
    this.#buttons = FILTERS.map((filter) => this.#button(filter));
    const filters = el("div.filters", { role: "group", "aria-label": say("log.filters") }, this.#buttons);
    this.element = el("div.sift", filters, this.#search);
    this.clear();
  }

  /** What is searched for. */
  get query() {
    return this.#search.value;
  }

  /** Whether it may leave cases out. */
  get isOn() {
    return this.filter !== "all" || this.query !== "";
  }

  clear() {
    this.#search.value = "";
    this.#press("all");
  }

  /** The message in place of cases where there are none. */
  nothing() {
    const { filter, query } = this;
    if (query) return emptyState("div.empty", say("log.nothing"), say("log.nothing.help", { query }));
    const kind = filter === "all" ? "div.empty.quiet" : "div.empty";
    return emptyState(kind, say(`log.empty.${filter}`), say(`log.empty.${filter}.help`));
  }

  /** @param {Filter} filter */
  #button(filter) {
    const press = () => {
      this.#press(filter);
      this.#changed();
    };
    return el("button", { type: "button", "data-filter": filter, onclick: press }, say(`log.filter.${filter}`));
  }

  /** @param {Filter} filter */
  #press(filter) {
    this.filter = filter;
    for (const each of this.#buttons) each.setAttribute("aria-pressed", String(each.dataset.filter === filter));
  }
}
