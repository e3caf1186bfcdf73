// The settings pane: opens, saves, and shows each error beside its field.
/** @import { Pane, ToldError } from "../models.d.ts" */
/** @import { State } from "./main.js" */
/** @import { Control } from "./settings-fields.js" */
import * as api from "./api.js";
import { announce, el, emptyState, find, loading } from "./dom.js";
import { capital, controls, settingsOf } from "./settings-fields.js";
import { head, settingsForm } from "./settings-form.js";
import { say } from "./words.js";

export class SettingsPane {
  #state;
  #saved;
  #dialog = find("settings", HTMLDialogElement);
  #failure = el("p.failure", { role: "alert" });
  /** The revision that is shown; the server refuses a change that was made on an older one. */
  #revision = 0;

  /**
   * @param {State} state
   * @param {(pane: Pane) => void} saved
   */
  constructor(state, saved) {
    this.#state = state;
    this.#saved = saved;
  }

  async open() {
    const fields = el("div.fields", loading("div.loading"));
    this.#dialog.replaceChildren(el("div.panel", head([say("settings")], this.#close()), fields));
    this.#dialog.showModal();
    try {
      this.#draw(await api.settings(this.#state.community));
    } catch (error) {
      fields.replaceChildren(emptyState("div.empty", say("settings.failed"), api.reason(error)));
    }
  }

  #close() {
    return el("button.quiet", { type: "button", onclick: () => this.#dialog.close() }, say("settings.close"));
  }

  /** @param {Pane} pane */
  #draw(pane) {
    this.#revision = pane.revision;
    this.#failure = el("p.failure", { role: "alert" });
    const form = settingsForm(pane, {
      community: this.#state.community,
      close: this.#close(),
      failure: this.#failure,
      forget: (phrase) => this.#forget(phrase),
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#save(form);
    });
    this.#dialog.replaceChildren(form);
  }

  /** @param {HTMLFormElement} form */
  async #save(form) {
    const choice = { settings: settingsOf(form), revision: this.#revision, by: this.#state.who() };
    try {
      const pane = await api.saveSettings(this.#state.community, choice);
      this.#draw(pane);
      announce(say("settings.saved", { revision: pane.revision }));
      this.#saved(pane);
    } catch (error) {
      this.#failure.textContent = api.reason(error);
      this.#show(error instanceof api.Refused ? error.errors : []);
    }
  }

  /** @param {string} phrase */
  async #forget(phrase) {
    try {
      this.#draw(await api.forgetPhrase(this.#state.community, phrase));
      announce(say("settings.phrases.judged"));
    } catch (error) {
      announce(api.reason(error));
    }
  }

  /**
   * Each error beside its field, or below the form where there is no such field.
   * @param {ToldError[]} errors
   */
  #show(errors) {
    const all = controls(this.#dialog);
    for (const control of all) {
      control.removeAttribute("aria-invalid");
      errorOf(control).textContent = "";
    }
    /** @type {Control | null} */
    let first = null;
    for (const { field, detail } of errors) {
      const control = all.find(({ name }) => name === field || name.startsWith(`${field}.`));
      if (control) {
        control.setAttribute("aria-invalid", "true");
        errorOf(control).textContent = capital(detail);
        first ??= control;
      } else this.#failure.textContent += ` ${say("settings.error", { field, detail })}`;
    }
    if (first) lookAt(first);
  }
}

/** @param {Control} control */
const errorOf = (control) => find(`${control.id}-error`);

/** @param {Control} control */
function lookAt(control) {
  control.focus({ preventScroll: true });
  control.closest(".field")?.scrollIntoView({ block: "center" });
}
