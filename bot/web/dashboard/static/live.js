// Listens to the stream of changes. The line and the banner say whether it is live.
/** @import { Back, EventBatch } from "../models.d.ts" */
import * as api from "./api.js";
import { find } from "./dom.js";
import { say } from "./words.js";

/** Milliseconds until the server is asked again after it ended the stream, and after it did not answer. */
const RETRY_STREAM = 1000;
const RETRY_SERVER = 1500;
/** Milliseconds for which the banner tells of an outage that is over. */
const OUTAGE_SHOWN = 600_000;

/**
 * What the page does on an event: `reset` reads everything again, `changed` reads again what the batch names.
 * @typedef {{ reset: () => void, changed: (batch: EventBatch) => void }} Listener
 */

export class Live {
  #listener;
  #community = "";
  /** @type {EventSource | null} */
  #source = null;
  #retry = 0;
  /** What the banner says of an outage that is over; empty where there was none. */
  #outage = "";

  /** @param {Listener} listener */
  constructor(listener) {
    this.#listener = listener;
  }

  /** @param {string} community */
  listen(community) {
    this.#community = community;
    this.#source?.close();
    clearTimeout(this.#retry);
    const source = new EventSource(api.liveAddress(community));
    this.#source = source;
    line("connecting", say("line.connecting"));
    source.onopen = () => this.#isLive();
    source.onerror = () => this.#lost(source);
    source.addEventListener("reset", () => this.#listener.reset());
    source.addEventListener("change", (event) => this.#change(JSON.parse(event.data)));
    source.addEventListener("away", () => this.#away());
    source.addEventListener("back", (event) => this.#back(JSON.parse(event.data)));
  }

  #isLive() {
    line("live", say("line.live"));
    banner(this.#outage);
  }

  /** @param {EventBatch} batch */
  #change(batch) {
    this.#isLive();
    this.#listener.changed(batch);
  }

  #away() {
    line("lost", say("line.away"));
    banner(say("banner.away"));
  }

  /** @param {Back} event */
  #back({ text }) {
    this.#outage = text;
    this.#isLive();
    setTimeout(() => {
      if (find("banner").textContent === this.#outage) banner("");
      this.#outage = "";
    }, OUTAGE_SHOWN);
  }

  /** @param {EventSource} source */
  #lost(source) {
    if (source !== this.#source) return;
    line("lost", say("line.offline"));
    banner(say("banner.offline"));
    // A browser connects again by itself after a lost connection, and gives up after a refusal.
    if (source.readyState === EventSource.CLOSED) this.#retry = setTimeout(() => this.#again(), RETRY_STREAM);
  }

  async #again() {
    try {
      await api.communities();
      this.listen(this.#community);
    } catch (error) {
      if (error instanceof api.Refused && error.outside) outside(error);
      else this.#retry = setTimeout(() => this.#again(), RETRY_SERVER);
    }
  }
}

/**
 * Show that this browser has to come in first.
 * @param {api.Refused} refused
 */
export function outside(refused) {
  line("lost", say("line.outside"));
  banner(refused.message);
}

/**
 * @param {"connecting" | "live" | "lost"} kind
 * @param {string} text
 */
function line(kind, text) {
  find("line").dataset.state = kind;
  find("line-says").textContent = text;
}

/** @param {string} text */
function banner(text) {
  const shown = find("banner");
  if (shown.textContent !== text) shown.textContent = text; // what is set again is read out again
  shown.hidden = !text;
}
