// What differs between two texts, made visible; also what no eye would see.
import { el } from "./dom.js";
import { say } from "./words.js";

/** @typedef {["same" | "new" | "gone", string]} Part a piece of text that both texts have, or one of them */

const PIECE = /\s+|[\p{L}\p{N}\p{M}]+|[^\s\p{L}\p{N}]/gu;
const UNSEEN = new RegExp(
  `[${[
    "\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f", // control characters but tab and line feed
    "\\u200b-\\u200f\\u2060-\\u206f\\u034f\\ufeff", // joiners, what has no width, what isolates a direction
    "\\u2028-\\u202e\\u061c", // what ends a line or changes the direction
    "\\u00ad\\u115f\\u1160\\u17b4\\u17b5\\u180e\\u3164\\uffa0", // soft hyphen, fillers, vowels without a sign
  ].join("")}]`,
  "gu",
);
const JOINER = "\u200d";
/** A table of more pieces squared would take too long: such texts are shown as wholly different. */
const MOST_PIECES = 250;

/**
 * The parts that turn one text into another.
 * @param {string} from
 * @param {string} to
 * @returns {Part[]}
 */
export function differ(from, to) {
  if (from === to) return [["same", to]];
  const a = from.match(PIECE) ?? [];
  const b = to.match(PIECE) ?? [];
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < shorter - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  /** @type {Part[]} */
  const parts = [
    ["same", b.slice(0, head).join("")],
    ...between(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ["same", b.slice(b.length - tail).join("")],
  ];
  return parts.filter(([, text]) => text);
}

/**
 * The parts by the longest common subsequence.
 * @param {string[]} a
 * @param {string[]} b
 * @returns {Part[]}
 */
function between(a, b) {
  if (a.length > MOST_PIECES || b.length > MOST_PIECES) {
    return [
      ["gone", a.join("")],
      ["new", b.join("")],
    ];
  }
  const common = commonLengths(a, b);
  /** @type {Part[]} */
  const parts = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      add(parts, "same", a[i++]);
      j++;
    } else if (j >= b.length || (i < a.length && common[i + 1][j] >= common[i][j + 1])) add(parts, "gone", a[i++]);
    else add(parts, "new", b[j++]);
  }
  return parts;
}

/**
 * For each place in both: how many pieces the rest of `a` and the rest of `b` have in common.
 * @param {string[]} a
 * @param {string[]} b
 */
function commonLengths(a, b) {
  const common = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i][j] = a[i] === b[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  return common;
}

/**
 * Add a piece, to the last part where that is of its kind.
 * @param {Part[]} parts
 * @param {Part[0]} kind
 * @param {string} text
 */
function add(parts, kind, text) {
  const last = parts.at(-1);
  if (last?.[0] === kind) last[1] += text;
  else parts.push([kind, text]);
}

/**
 * A text with signs where it holds what cannot be seen.
 * @param {string} text
 * @returns {(string | Node)[]}
 */
export function plain(text) {
  /** @type {(string | Node)[]} */
  const nodes = [];
  let last = 0;
  for (const { 0: found, index } of text.matchAll(UNSEEN)) {
    if (found === JOINER && endsWithPicture(text.slice(0, index))) continue;
    nodes.push(text.slice(last, index), sign(found));
    last = index + found.length;
  }
  nodes.push(text.slice(last));
  return nodes;
}

/**
 * Whether a joiner after this joins two emoji into one, and so is seen.
 * @param {string} text
 */
const endsWithPicture = (text) => /\p{Extended_Pictographic}\ufe0f?$/u.test(text);

/** @param {string} character */
function sign(character) {
  const code = character.codePointAt(0) ?? 0;
  return el("span.sign", `U+${code.toString(16).toUpperCase().padStart(4, "0")}`);
}

/**
 * The different texts of an incident, most frequent first, each as it differs from the most frequent one.
 * @param {string[]} texts
 */
export function wordings(texts) {
  /** @type {Map<string, number>} */
  const counted = new Map();
  for (const text of texts) counted.set(text, (counted.get(text) ?? 0) + 1);
  const sorted = [...counted].sort(([, one], [, other]) => other - one);
  return sorted.map(([text, times], i) => ({
    times,
    nodes: i ? marked(sorted[0][0], text) : plain(text),
    length: text.length,
  }));
}

/** @typedef {ReturnType<typeof wordings>[number]} Wording */

/**
 * @param {string} from
 * @param {string} to
 * @returns {(string | Node)[]}
 */
function marked(from, to) {
  return differ(from, to).flatMap(([kind, text]) => {
    if (kind === "same") return plain(text);
    return kind === "new" ? el("mark", plain(text)) : el("mark.gone", { title: say("texts.missing") }, plain(text));
  });
}
