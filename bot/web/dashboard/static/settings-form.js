// The form of the settings: the options by section, single threads, and texts that are allowed.
/** @import { DeclaredOption, Pane } from "../models.d.ts" */
/** @import { Child } from "./dom.js" */
import { el } from "./dom.js";
import { field } from "./settings-fields.js";
import { moment, named, say, sayParts } from "./words.js";

/** The option that holds for a single thread; its key names none. */
const THREAD_OPTION = "threads.*.place";
/** How a thread that is set apart is judged at first. */
const FIRST_PLACE = "auto";

/**
 * @param {Child[]} title
 * @param {HTMLElement} close
 */
export const head = (title, close) => el("header", el("h2", { id: "settings-title" }, title), close);

/**
 * @param {Pane} pane
 * @param {{ community: string, close: HTMLElement, failure: HTMLElement, forget: (phrase: string) => void }} more
 */
export function settingsForm(pane, { community, close, failure, forget }) {
  return el(
    "form.panel",
    { noValidate: true },
    head(sayParts("settings.of", { community: named(community, "bdi") }), close),
    el("div.fields", sections(pane), threads(pane), phrases(pane.phrases, forget)),
    el("footer", failure, el("p.audit", audit(pane)), el("button.main", { type: "submit" }, say("settings.save"))),
  );
}

/** @param {Pane} pane */
function audit({ revision, at, who, what }) {
  if (!at) return say("settings.never", { revision });
  const change = { revision, who: named(who), time: moment(at, true) };
  return what.length
    ? sayParts("settings.changed.what", { ...change, what: what.join(", ") })
    : sayParts("settings.changed", change);
}

/** @param {Pane} pane */
function sections({ options, settings }) {
  /** @type {Map<string, DeclaredOption[]>} */
  const found = new Map();
  for (const option of options.filter(({ key }) => !key.startsWith("threads."))) {
    const section = option.key.split(".").slice(0, -1).join(".");
    found.set(section, [...(found.get(section) ?? []), option]);
  }
  return [...found].map(([section, declared]) => {
    const fields = declared.map((option) => field(option, option.key, valueAt(settings, option.key)));
    return el("fieldset", el("legend", legend(section)), fields);
  });
}

/** @param {string} section */
function legend(section) {
  if (section === "") return say("settings.community");
  return section === "exempt" ? say("settings.exempt") : say("settings.rule", { rule: section.replace("rules.", "") });
}

/**
 * @param {Record<string, any>} settings
 * @param {string} key
 * @returns {any}
 */
const valueAt = (settings, key) => key.split(".").reduce((/** @type {any} */ inside, name) => inside?.[name], settings);

/** @param {Pane} pane */
function threads({ options, settings }) {
  const option = options.find(({ key }) => key === THREAD_OPTION);
  if (!option) return null;
  const rows = el(
    "div",
    Object.entries(settings.threads).map(([thread, own]) => threadField(option, thread, own.place)),
  );
  const name = el("input", {
    id: "new-thread",
    autocomplete: "off",
    placeholder: say("settings.threads.hint"),
    "aria-label": say("settings.threads.name"),
  });
  const add = () => {
    const thread = name.value.trim();
    if (!thread) return;
    rows.append(threadField(option, thread, FIRST_PLACE));
    name.value = "";
  };
  const button = el("button", { type: "button", onclick: add }, say("settings.threads.add"));
  const adding = el("div.field", el("p.label", say("settings.threads.set")), el("div.control", name, button));
  return el("fieldset", el("legend", say("settings.threads")), rows, adding);
}

/**
 * @param {DeclaredOption} option
 * @param {string} thread
 * @param {string} place
 */
function threadField(option, thread, place) {
  const help = say("settings.threads.help", { thread });
  const made = field({ ...option, help }, `threads.${thread}.place`, place, thread);
  const select = made.querySelector("select");
  if (select) select.dataset.thread = thread;
  return made;
}

/**
 * @param {string[]} allowed
 * @param {(phrase: string) => void} forget
 */
function phrases(allowed, forget) {
  const items = allowed.map((text) => {
    const attributes = {
      type: "button",
      "aria-label": say("settings.phrases.judge.text", { text }),
      onclick: () => forget(text),
    };
    return el("li", el("span.words", { dir: "auto" }, text), el("button", attributes, say("settings.phrases.judge")));
  });
  const list = items.length ? el("ul", items) : el("p.help", say("settings.phrases.none"));
  return el("fieldset.phrases", el("legend", say("settings.phrases")), list);
}
