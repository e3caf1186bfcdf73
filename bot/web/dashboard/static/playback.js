// The tools above a thread: play the founding page, replay a file, throw a replay away; and how far that is.
/** @import { Started, ThreadView } from "../models.d.ts" */
/** @import { State } from "./main.js" */
import * as api from "./api.js";
import { announce, el } from "./dom.js";
import { moment, say, sayParts } from "./words.js";

/** Bytes that the server takes of a recording. */
const MOST_RECORDING = 4 * 1024 * 1024;

export class Playback {
  #state;
  #goTo;
  #started;
  #play = el("button.main", { type: "button", id: "play", onclick: () => this.#playFounding() }, say("play.founding"));
  /** @type {HTMLInputElement} */
  #chooser = el("input", {
    type: "file",
    accept: ".jsonl,.ndjson,.json,.txt",
    hidden: true,
    id: "file",
    onchange: () => this.replay(this.#chooser.files?.[0]),
  });
  #open = el("button", { type: "button", onclick: () => this.#chooser.click() }, say("replay.choose"));
  #discard = el("button", { type: "button", hidden: true, onclick: () => this.#throwAway() }, say("replay.discard"));
  #progress = el("span.progress", { role: "status" });
  /** What came of a dropped file. */
  report = el("div", { role: "status" });

  /**
   * @param {State} state
   * @param {(community: string) => Promise<void>} goTo
   * @param {{ starting: () => void, playing: () => void }} started called before a play of the founding page, and after
   */
  constructor(state, goTo, started) {
    this.#state = state;
    this.#goTo = goTo;
    this.#started = started;
  }

  get tools() {
    return [this.#play, this.#open, this.#chooser, this.#discard];
  }

  get status() {
    return this.#progress;
  }

  /** @param {ThreadView} view */
  show({ comments, playing }) {
    this.#play.textContent = say(comments.length ? "play.again" : "play.founding");
    this.#play.disabled = playing;
    this.#play.hidden = this.#state.community !== "local";
    this.#discard.hidden = !this.#state.replay;
    if (!playing) this.#progress.textContent = "";
  }

  /**
   * Show how far a play is; true at its end.
   * @param {string} progress comments that were played of all: 3/10
   */
  played(progress) {
    const [done, all] = progress.split("/");
    const over = done === all;
    this.#progress.textContent = over ? "" : say("play.progress", { done, all });
    return over;
  }

  clear() {
    this.report.replaceChildren();
  }

  async #playFounding() {
    this.#play.disabled = true;
    this.#started.starting();
    this.report.replaceChildren();
    const pace = this.#state.pace;
    try {
      await api.play(this.#state.community, pace === null ? {} : { seconds: pace });
      this.#progress.textContent = say("play.playing");
      this.#started.playing();
    } catch (error) {
      announce(api.reason(error));
      this.#play.disabled = false;
    }
  }

  /**
   * Replay a recording in a community of its own.
   * @param {File | undefined} file
   */
  async replay(file) {
    if (!file) return;
    this.#chooser.value = "";
    try {
      if (file.size > MOST_RECORDING) throw new Error(say("replay.large", { file: file.name }));
      const started = await api.replay(file, this.#state.pace);
      await this.#goTo(started.community);
      this.report.replaceChildren(...reported(file.name, started));
    } catch (error) {
      this.report.replaceChildren(el("p.banner.words", { role: "alert" }, api.reason(error)));
    }
  }

  async #throwAway() {
    try {
      await api.discard(this.#state.community);
      await this.#goTo("local");
    } catch (error) {
      announce(api.reason(error));
    }
  }
}

/**
 * What is replayed, and which lines of the file are not.
 * @param {string} file
 * @param {Started} started
 */
function reported(file, { comments, recorded, bad, more_bad: more }) {
  const moved = el("p.why", sayParts("replay.started", { file, count: comments, time: moment(recorded) }));
  const count = bad.length + more;
  if (!count) return [moved];
  const lines = bad.map(({ line, why }) => el("li.words", say("replay.line", { line, why })));
  const rest = more ? el("li", say("replay.more", { more })) : null;
  return [moved, el("details", { open: true }, el("summary", say("replay.bad", { count })), el("ul", lines, rest))];
}
