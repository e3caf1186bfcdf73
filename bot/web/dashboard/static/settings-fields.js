// A field for each option, built from what the option declares of itself; and what a field's control holds.
/** @import { DeclaredOption } from "../models.d.ts" */
import { el } from "./dom.js";
import { say, sayParts } from "./words.js";

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */
/** @typedef {DeclaredOption["kind"]} OptionKind */

/** Kinds whose value has a line for each entry. */
const LINES = new Set(["names", "steps", "rungs"]);

/**
 * @param {DeclaredOption} option
 * @param {string} key
 * @param {any} value that is in force; undefined or null: the option's own default
 * @param {string} label
 */
export function field(option, key, value, label = labelOf(key)) {
  const id = `set-${key}`;
  const help = sayParts("settings.help", { help: option.help, says: el("span.says", hint(option)) });
  return el(
    "div.field",
    el("label.label", { htmlFor: id }, label),
    el("p.help", { id: `${id}-help` }, help),
    el("div.control", control(option, key, id, value), el("p.error", { id: `${id}-error`, role: "alert" })),
  );
}

/** @param {string} key */
const labelOf = (key) => (key.split(".").at(-1) ?? key).replace("_", " ");

/**
 * What an option takes, as a sentence; nothing where the control shows it.
 * @param {DeclaredOption} option
 */
function hint({ kind, says }) {
  if (kind === "switch" || kind === "choice") return "";
  return say(LINES.has(kind) ? "settings.says.lines" : "settings.says", { says: capital(says) });
}

/** @param {string} text */
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * @param {DeclaredOption} option
 * @param {string} key
 * @param {string} id
 * @param {any} value
 */
function control(option, key, id, value) {
  const { kind, words, unset } = option;
  const common = { id, name: key, "aria-describedby": `${id}-help ${id}-error`, "data-kind": kind };
  if (kind === "choice") {
    const choices = words.map((word) => el("option", { value: word, selected: word === value }, word));
    return el("select", common, choices);
  }
  if (kind === "switch") return el("input", { ...common, type: "checkbox", checked: value });
  const typed = { ...common, spellcheck: false, placeholder: unset };
  if (LINES.has(kind)) return el("textarea", { ...typed, rows: 1 }, written(kind, value));
  const inputMode = kind === "whole" ? "numeric" : "text";
  return el("input", { ...typed, type: "text", inputMode, autocomplete: "off", value: written(kind, value) });
}

/**
 * A value as its control shows it.
 * @param {OptionKind} kind
 * @param {any} value
 * @returns {string}
 */
function written(kind, value) {
  if (value === undefined || value === null) return "";
  if (kind === "rungs") return value.map((/** @type {string[]} */ rung) => rung.join(", ")).join("\n");
  return LINES.has(kind) ? value.join("\n") : String(value);
}

/**
 * What a control holds, as the server takes it; undefined: the option's own default.
 * @param {Control} control
 */
export function held(control) {
  const kind = control.dataset.kind;
  const text = control.value.trim();
  const lines = parts(text, "\n");
  if (control instanceof HTMLInputElement && kind === "switch") return control.checked;
  if (kind === "rungs") return lines.map((line) => parts(line, ","));
  if (kind === "names") return lines;
  if (!text) return undefined;
  if (kind === "steps") return lines;
  // What is no whole number goes to the server as it is, which says what would be right.
  return kind === "whole" && /^-?\d+$/.test(text) ? Number(text) : text;
}

/**
 * @param {string} text
 * @param {string} separator
 */
const parts = (text, separator) =>
  text
    .split(separator)
    .map((each) => each.trim())
    .filter(Boolean);

/**
 * All controls within an element.
 * @param {ParentNode} within
 * @returns {Control[]}
 */
export const controls = (within) => [.../** @type {NodeListOf<Control>} */ (within.querySelectorAll("[data-kind]"))];

/**
 * What the controls of a form hold, as the table that the server takes.
 * A thread that is judged as any other has no entry.
 * @param {HTMLFormElement} form
 */
export function settingsOf(form) {
  /** @type {Record<string, any>} */
  const settings = { threads: {} };
  for (const control of controls(form)) {
    const value = held(control);
    const thread = control.dataset.thread;
    if (thread === undefined) put(settings, control.name.split("."), value);
    else if (value !== "auto") settings.threads[thread] = { place: value };
  }
  return settings;
}

/**
 * @param {Record<string, any>} settings
 * @param {string[]} path
 * @param {unknown} value
 */
function put(settings, path, value) {
  let inside = settings;
  for (const name of path.slice(0, -1)) {
    inside[name] ??= {};
    inside = inside[name];
  }
  if (value !== undefined) inside[path[path.length - 1]] = value;
}
