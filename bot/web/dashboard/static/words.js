// Times, lengths and counts as one says them.
import { el } from "./dom.js";

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const exact = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });

export function moment(seconds, precise = false) {
  const date = new Date(seconds * 1000);
  const today = date.toDateString() === new Date().toDateString();
  const said = today ? (precise ? exact : clock).format(date) : day.format(date);
  return el("time", { dateTime: date.toISOString(), title: full.format(date) }, said);
}

export const count = (n, one, many = `${one}s`) => `${n.toLocaleString()} ${n === 1 ? one : many}`;

export function span(seconds) {
  for (const [word, size] of [["day", 86400], ["hour", 3600], ["minute", 60]]) {
    if (seconds >= 2 * size || seconds === size) return count(Math.round(seconds / size), word);
  }
  return count(Math.round(seconds), "second");
}

/** A name as an account chose it: text, in its own direction. */
export const named = (name, kind = "bdi.name") => el(kind, { dir: "auto" }, name);
