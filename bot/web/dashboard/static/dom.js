// Elements, made without markup: what accounts write only ever becomes text.

/** Milliseconds for which an announcement is seen. */
const TOAST_SHOWN = 5000;

/** @typedef {string | number | boolean | null | undefined | ((event: any) => unknown)} Value */
/** @typedef {{ [name: string]: Value }} Attributes */
/** @typedef {Node | string | number | false | null | undefined | Attributes} Child */
/**
 * @template {string} Tag
 * @typedef {Tag extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[Tag] : HTMLElement} ElementOf
 */
/**
 * @template {string} Kind
 * @typedef {Kind extends `${infer Tag}.${string}` ? ElementOf<Tag> : ElementOf<Kind>} Made
 */

/**
 * An element: el("p.words", {lang: "de"}, "text", child, ...). Handlers are given as onclick and the like.
 * @template {string} Kind
 * @param {Kind} kind tag and classes
 * @param {(Child | Child[])[]} rest
 * @returns {Made<Kind>}
 */
export function el(kind, ...rest) {
  const [tag = "", ...classes] = kind.split(".");
  const made = document.createElement(tag);
  if (classes.length) made.className = classes.join(" ");
  for (const each of rest.flat()) {
    if (each === null || each === undefined || each === false) continue;
    if (each instanceof Node || typeof each === "string") made.append(each);
    else if (typeof each === "number") made.append(String(each));
    else for (const [name, value] of Object.entries(each)) set(made, name, value);
  }
  return /** @type {Made<Kind>} */ (made);
}

/**
 * @param {HTMLElement} made
 * @param {string} name
 * @param {Value} value
 */
function set(made, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (typeof value === "function") made.addEventListener(name.slice("on".length), value);
  else if (isProperty(made, name)) Object.assign(made, { [name]: value });
  else made.setAttribute(name, value === true ? "" : String(value));
}

/**
 * Whether an element takes this as a property; `list` and `form` can be read only.
 * @param {HTMLElement} made
 * @param {string} name
 */
const isProperty = (made, name) => name in made && !name.startsWith("aria") && name !== "list" && name !== "form";

/**
 * The element of the document that has this id.
 * @template {HTMLElement} [Kind=HTMLElement]
 * @param {string} id
 * @param {new () => Kind} [kind]
 * @returns {Kind}
 */
export function find(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof (kind ?? HTMLElement))) throw new Error(`the page has no such element: ${id}`);
  return /** @type {Kind} */ (found);
}

/**
 * A message in place of a list that is empty, or that cannot be shown.
 * @param {string} kind
 * @param {string} title
 * @param {string} text
 * @param {Child[]} more
 */
export const emptyState = (kind, title, text, ...more) => el(kind, el("h3", title), el("p", text), ...more);

/**
 * What stands where something is still loading.
 * @param {string} kind
 * @param {Attributes} attributes
 */
export const loading = (kind, attributes = {}) => el(kind, attributes, el("span"), el("span"), el("span"));

/**
 * Have a screen reader say a text.
 * @param {string} text
 */
export function readOut(text) {
  find("told").textContent = text;
}

/**
 * Have a screen reader say a text, and show it to everybody else for a moment.
 * @param {string} text
 */
export function announce(text) {
  readOut(text);
  const toast = el("p.toast.arrives", text);
  find("toasts").append(toast);
  setTimeout(() => toast.remove(), TOAST_SHOWN);
}

/**
 * Run soon, once, however often it is asked for.
 * @param {() => void} work
 */
export function soon(work, wait = 80) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      work();
    }, wait);
  };
}
