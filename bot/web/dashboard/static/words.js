// Texts with their arguments; times, lengths and names as one says them.
import { el } from "./dom.js";
import { LANGUAGE, TEXTS } from "./texts.js";

/** @typedef {typeof TEXTS} Texts */
/** @typedef {keyof Texts} Key */
/**
 * The names in the braces of a text.
 * @template T
 * @typedef {T extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never} Names
 */
/**
 * @template T
 * @typedef {T extends { other: infer Plural } ? Names<Plural> : Names<T>} NamesOf
 */
/**
 * What must be given with a text: nothing, or a value for each of its names.
 * @template {Key} K
 * @template Value
 * @typedef {[NamesOf<Texts[K]>] extends [never] ? [] : [Record<NamesOf<Texts[K]>, Value>]} Arguments
 */

const PLURALS = new Intl.PluralRules(LANGUAGE);
const MINUTE = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const SECOND = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });

/** @type {["day" | "hour" | "minute", number][]} */
const UNITS = [
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];

/**
 * A text with its arguments.
 * @template {Key} K
 * @param {K} key
 * @param {Arguments<K, string | number>} values
 */
export const say = (key, ...values) => fill(key, values[0] ?? {}).join("");

/**
 * A text whose arguments may be elements: its parts in their order.
 * @template {Key} K
 * @param {K} key
 * @param {Arguments<K, string | number | Node>} values
 */
export const sayParts = (key, ...values) => fill(key, values[0] ?? {});

/**
 * @param {Key} key
 * @param {{ [name: string]: string | number | Node }} values
 * @returns {(string | Node)[]}
 */
function fill(key, values) {
  const pieces = form(key, values.count).split(/\{(\w+)\}/);
  return pieces.map((piece, i) => (i % 2 ? shown(piece, values[piece]) : piece)).filter((piece) => piece !== "");
}

/**
 * The form of a text for a count.
 * @param {Key} key
 * @param {unknown} count
 * @returns {string}
 */
function form(key, count) {
  const text = TEXTS[key];
  // A page left open may be older than its server, and get a word that it has no text for.
  if (text === undefined) return key;
  if (typeof text === "string") return text;
  return PLURALS.select(Number(count)) === "one" ? text.one : text.other;
}

/**
 * @param {string} name
 * @param {string | number | Node | undefined} value
 * @returns {string | Node}
 */
function shown(name, value) {
  if (value instanceof Node) return value;
  return name === "count" ? Number(value).toLocaleString() : String(value);
}

/**
 * The text for a word that the server sent; `otherwise` if the page has none.
 * @param {string} group the beginning of the text's key
 * @param {string} word
 * @returns {string}
 */
export function sayWord(group, word, otherwise = word) {
  /** @type {{ [key: string]: unknown }} */
  const texts = TEXTS;
  const text = texts[`${group}.${word}`];
  return typeof text === "string" ? text : otherwise;
}

/**
 * A moment as a time of today, or with its day; `precise` adds the seconds of today.
 * @param {number} seconds since the epoch
 */
export function moment(seconds, precise = false) {
  const date = new Date(seconds * 1000);
  const today = date.toDateString() === new Date().toDateString();
  const format = today ? (precise ? SECOND : MINUTE) : DAY;
  return el("time", { dateTime: date.toISOString(), title: FULL.format(date) }, format.format(date));
}

/**
 * How long something took, in its largest unit of which there are two or exactly one.
 * @param {number} seconds
 */
export function span(seconds) {
  for (const [unit, size] of UNITS) {
    if (seconds >= 2 * size || seconds === size) return say(`span.${unit}`, { count: Math.round(seconds / size) });
  }
  return say("span.second", { count: Math.round(seconds) });
}

/**
 * A name as an account chose it: text, in its own direction.
 * @param {string} name
 */
export const named = (name, kind = "bdi.name") => el(kind, { dir: "auto" }, name);

/**
 * The first `most` names, and how many more there are.
 * @param {string[]} all
 * @param {number} most
 * @returns {(string | Node)[]}
 */
export function names(all, most) {
  const first = all.slice(0, most).flatMap((name, i) => [i ? say("list.separator") : "", named(name, "bdi")]);
  return all.length > most ? [...first, say("list.more", { more: all.length - most })] : first;
}
