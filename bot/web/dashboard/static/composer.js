// The form beneath a thread: it posts a comment in the name of any account.
/** @import { ThreadView } from "../models.d.ts" */
/** @import { State } from "./main.js" */
import * as api from "./api.js";
import { announce, el } from "./dom.js";
import { say } from "./words.js";

/** The longest account and text that the server takes. */
const MOST_NAME = 256;
const MOST_TEXT = 4000;
/** Where a comment goes when there is no thread yet. */
const FIRST_THREAD = "page";

export class Composer {
  #state;
  #posted;
  #thread = FIRST_THREAD;
  #topic = "";
  #accounts = el("datalist", { id: "accounts" });
  #author = el("input", {
    id: "author",
    list: "accounts",
    maxlength: MOST_NAME,
    autocomplete: "off",
    spellcheck: false,
    value: say("composer.reader"),
    required: true,
  });
  #text = el("textarea", {
    id: "text",
    rows: 1,
    maxLength: MOST_TEXT,
    placeholder: say("composer"),
    "aria-label": say("composer.text"),
  });
  #send = el("button.main", { type: "submit" }, say("composer.send"));
  #failure = el("p.error", { role: "alert" });
  form = el(
    "form.composer",
    { "aria-label": say("composer") },
    this.#text,
    el(
      "div.row",
      el("label", say("composer.author"), this.#author),
      this.#accounts,
      el("span.hint", say("composer.hint")),
      this.#send,
    ),
    this.#failure,
  );

  /**
   * @param {State} state
   * @param {() => void} posted called when an answer came, whatever it was
   */
  constructor(state, posted) {
    this.#state = state;
    this.#posted = posted;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#post();
    });
    this.#text.addEventListener("keydown", (key) => {
      if (key.key === "Enter" && (key.ctrlKey || key.metaKey)) this.form.requestSubmit();
    });
  }

  /**
   * Post to this thread from now on.
   * @param {ThreadView} view
   */
  show({ thread, topic, comments }) {
    this.#thread = thread || FIRST_THREAD;
    this.#topic = topic;
    const authors = new Set(comments.map((each) => each.author));
    this.#accounts.replaceChildren(...[...authors].sort().map((name) => el("option", { value: name })));
  }

  /** Forget the thread. */
  clear() {
    this.#thread = FIRST_THREAD;
    this.#topic = "";
  }

  async #post() {
    this.#failure.textContent = "";
    if (!this.#text.value.trim()) {
      this.#failure.textContent = say("composer.empty");
      this.#text.focus();
      return;
    }
    this.#send.disabled = true;
    try {
      const { judged, flag, reason } = await api.post(this.#state.community, this.#comment());
      this.#text.value = "";
      if (!judged) announce(say("composer.unjudged"));
      else if (flag) announce(say("composer.noticed", { reason }));
    } catch (error) {
      // The server's message begins with the name of the field; a reader needs only the rest.
      this.#failure.textContent = api.reason(error).replace(/^(author|text): /, "");
    }
    this.#send.disabled = false;
    this.#text.focus();
    this.#posted();
  }

  #comment() {
    return {
      thread: this.#thread,
      author: this.#author.value.trim(),
      text: this.#text.value,
      topic: this.#topic,
    };
  }
}
