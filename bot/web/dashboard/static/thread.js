// The left pane: a thread as its readers see it, and a composer.
/** @import { ThreadView } from "../models.d.ts" */
/** @import { State } from "./main.js" */
import * as api from "./api.js";
import { comments } from "./comments.js";
import { Composer } from "./composer.js";
import { el, emptyState, find, loading, soon } from "./dom.js";
import { Playback } from "./playback.js";
import { say } from "./words.js";

/** Comments that are shown at first, that "Show earlier" adds, and that the server tells at most. */
const FIRST_COMMENTS = 200;
const MORE_COMMENTS = 400;
const MOST_COMMENTS = 1000;
/** Pixels from the end at which a reader follows what is new. */
const AT_END = 120;
/** Milliseconds from a play's end until its last comment is in the store's answers. */
const PLAY_SETTLES = 300;

export class ThreadPane {
  #state;
  #composer;
  #playback;
  #pane = find("thread");
  #kicker = el("p.kicker");
  #topic = el("h2.words", { id: "topic", dir: "auto" });
  #picker = el("select", { "aria-label": say("thread.pick"), onchange: () => this.#pick() });
  #list = el("ol.comments", { "aria-label": say("thread.list") });
  /** The thread that was asked for; empty: the one that was spoken in last. */
  #wanted = "";
  #newest = FIRST_COMMENTS;
  /** @type {ThreadView | null} */
  #shown = null;
  /** @type {Set<string> | null} comments that stood when it was drawn last */
  #seen = null;
  /** The view that was drawn last, as JSON: an equal one is not drawn again. */
  #drawn = "";
  /** @type {Set<string>} */
  #unfolded = new Set();
  /** Read it again, soon. */
  again = soon(() => this.load());

  /**
   * @param {State} state
   * @param {(community: string) => Promise<void>} goTo
   */
  constructor(state, goTo) {
    this.#state = state;
    this.#composer = new Composer(state, () => this.#toEnd());
    this.#playback = new Playback(state, goTo, {
      starting: () => {
        this.#wanted = "";
      },
      playing: () => this.#toEnd(),
    });
    const tools = el("div.tools", this.#playback.tools, this.#picker, this.#playback.status);
    const story = el("header.story", this.#kicker, this.#topic, tools, this.#playback.report);
    this.#pane.replaceChildren(el("div.thread-in", story, this.#list, this.#composer.form));
  }

  async load() {
    const community = this.#state.community;
    const view = await api.thread(community, this.#wanted, this.#newest).catch((error) => {
      if (!this.#shown) this.#failed(error);
      return null;
    });
    if (view && community === this.#state.community) this.#draw(view);
  }

  /** @param {File | undefined} file */
  replay(file) {
    return this.#playback.replay(file);
  }

  /** @param {string} progress of a play */
  progress(progress) {
    if (this.#playback.played(progress)) setTimeout(() => this.load(), PLAY_SETTLES);
  }

  clear() {
    this.#wanted = "";
    this.#newest = FIRST_COMMENTS;
    this.#shown = null;
    this.#seen = null;
    this.#drawn = "";
    this.#unfolded.clear();
    this.#composer.clear();
    this.#playback.clear();
    this.#list.replaceChildren(loading("li.loading", { "aria-label": say("loading") }));
  }

  #pick() {
    this.#wanted = this.#picker.value;
    this.load();
  }

  #earlier() {
    this.#newest = Math.min(MOST_COMMENTS, this.#newest + MORE_COMMENTS);
    this.load();
  }

  #toEnd() {
    this.#pane.scrollTop = this.#pane.scrollHeight;
  }

  /** @param {unknown} error */
  #failed(error) {
    const again = el("button", { type: "button", onclick: () => this.load() }, say("retry"));
    this.#list.replaceChildren(emptyState("li.empty", say("thread.failed"), api.reason(error), again));
  }

  /** @param {ThreadView} view */
  #draw(view) {
    const drawn = JSON.stringify([this.#state.community, view]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const { scrollHeight, scrollTop, clientHeight } = this.#pane;
    const atEnd = scrollHeight - scrollTop - clientHeight < AT_END;
    this.#shown = view;
    this.#drawStory(view);
    this.#playback.show(view);
    this.#composer.show(view);
    this.#drawComments(view);
    this.#seen = new Set(view.comments.filter((each) => !each.hidden).map((each) => each.id));
    if (atEnd) this.#toEnd();
  }

  /** @param {ThreadView} view */
  #drawStory(view) {
    this.#kicker.replaceChildren(
      this.#kind(),
      view.count ? el("span", say("thread.comments", { count: view.count })) : "",
    );
    this.#topic.textContent = view.topic || view.thread || say("thread.none");
    this.#picker.hidden = view.threads.length < 2;
    const options = view.threads.map(({ name }) => el("option", { value: name, selected: name === view.thread }, name));
    this.#picker.replaceChildren(...options);
  }

  #kind() {
    if (this.#state.community === "local") return say("thread.local");
    return this.#state.replay ? say("thread.replay") : this.#state.community;
  }

  /** @param {ThreadView} view */
  #drawComments(view) {
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.key : undefined;
    this.#list.replaceChildren(...this.#items(view));
    if (!focused) return;
    /** @type {HTMLElement | null} */
    const again = this.#list.querySelector(`[data-key="${CSS.escape(focused)}"]`);
    again?.focus();
  }

  /** @param {ThreadView} view */
  #items(view) {
    if (!view.comments.length) return [emptyState("li.empty", say("thread.empty"), say("thread.empty.help"))];
    const folds = {
      isOpen: (/** @type {string} */ key) => this.#unfolded.has(key),
      toggle: (/** @type {string} */ key) => this.#toggle(key),
    };
    const items = comments(view, this.#seen, folds);
    const more = view.count > view.comments.length && this.#newest < MOST_COMMENTS;
    return more ? [this.#earlierItem(), ...items] : items;
  }

  #earlierItem() {
    const attributes = { type: "button", "data-key": "earlier", onclick: () => this.#earlier() };
    return el("li.end", el("button.link", attributes, say("thread.earlier")));
  }

  /** @param {string} key */
  #toggle(key) {
    if (!this.#unfolded.delete(key)) this.#unfolded.add(key);
    this.#drawn = "";
    if (this.#shown) this.#draw(this.#shown);
  }
}
