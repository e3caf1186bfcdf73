// What differs between two texts, made visible; also what no eye would see.
import { el } from "./dom.js";

const PART = /\s+|[\p{L}\p{N}\p{M}]+|[^\s\p{L}\p{N}]/gu;
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0]/gu;
const MOST = 250;

/** [[kind, text], ...] that turns one text into another; kind is same, new or gone. */
export function differ(from, to) {
  if (from === to) return [["same", to]];
  const a = from.match(PART) ?? [], b = to.match(PART) ?? [];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const middle = between(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  return [["same", b.slice(0, head).join("")], ...middle, ["same", b.slice(b.length - tail).join("")]].filter((part) => part[1]);
}

function between(a, b) {
  if (a.length > MOST || b.length > MOST) return [["gone", a.join("")], ["new", b.join("")]];
  const long = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) long[i][j] = a[i] === b[j] ? long[i + 1][j + 1] + 1 : Math.max(long[i + 1][j], long[i][j + 1]);
  }
  const parts = [];
  const add = (kind, text) => { if (parts.at(-1)?.[0] === kind) parts.at(-1)[1] += text; else parts.push([kind, text]); };
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    if (i < a.length && j < b.length && a[i] === b[j]) { add("same", a[i]); i++; j++; }
    else if (j >= b.length || (i < a.length && long[i + 1][j] >= long[i][j + 1])) add("gone", a[i++]);
    else add("new", b[j++]);
  }
  return parts;
}

/** A text with signs where it holds what cannot be seen. */
export function plain(text) {
  const nodes = [];
  let last = 0;
  for (const found of text.matchAll(UNSEEN)) {
    if (found[0] === "\u200d" && /\p{Extended_Pictographic}\ufe0f?$/u.test(text.slice(0, found.index))) continue;
    nodes.push(text.slice(last, found.index), el("span.sign", `U+${found[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`));
    last = found.index + found[0].length;
  }
  nodes.push(text.slice(last));
  return nodes;
}

/** The texts of an incident by wording, most frequent first, each as it differs from the most frequent one. */
export function wordings(texts) {
  const counted = new Map();
  for (const text of texts) counted.set(text, (counted.get(text) ?? 0) + 1);
  const sorted = [...counted].sort((one, other) => other[1] - one[1]);
  return sorted.map(([text, times], i) => ({ times, nodes: i ? marked(sorted[0][0], text) : plain(text), length: text.length }));
}

function marked(from, to) {
  return differ(from, to).flatMap(([kind, text]) => {
    if (kind === "same") return plain(text);
    return kind === "new" ? el("mark", plain(text)) : el("mark.gone", { title: "not in this copy" }, plain(text));
  });
}
