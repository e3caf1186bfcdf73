// What the cards of incidents and of campaigns have in common.
/** @import { ToldDecision } from "../models.d.ts" */
/** @import { Child } from "./dom.js" */
/** @import { Wording } from "./differ.js" */
import { el } from "./dom.js";
import { moment, named, say, sayParts, sayWord, span } from "./words.js";

/** A longer text, in characters, scrolls within its box, and so must be reached by keyboard. */
const LONG_TEXT = 400;

/**
 * @param {string} what
 * @param {Child[]} value
 */
export const fact = (what, ...value) => el("div", el("dt", what), el("dd", ...value));

/**
 * How many copies there are, and over how long.
 * @param {{ at: number }[]} copies oldest first
 */
export function copiesFact(copies) {
  const many = copies.length;
  if (many < 2) return fact(say("copies"), String(many));
  const length = span(copies[many - 1].at - copies[0].at);
  return fact(say("copies"), say("copies.span", { copies: many, span: length }));
}

/**
 * The list of a card's different texts: how many there are, and an item for each that is shown.
 * @param {number} count
 * @param {Child[]} items
 */
export const textList = (count, items) => el("ul.said", { "aria-label": say("texts", { count }) }, items);

export const textsGone = () => el("p.why", say("texts.gone"));

/** @param {Wording} wording */
export function quote({ nodes, length }) {
  const scrolls = length > LONG_TEXT ? { tabIndex: 0, role: "group", "aria-label": say("texts.long") } : {};
  return el("div.words", { dir: "auto", ...scrolls }, nodes);
}

/**
 * What was done, a tag each.
 * @param {Child[]} tags
 */
export const outcomeList = (tags) => el("ul.did", { "aria-label": say("done") }, tags);

/**
 * What moderators decided, oldest first, each decision with `more`.
 * @param {ToldDecision[]} decisions
 * @param {string} group the texts' keys begin with it
 * @param {(entry: number) => Child} more
 */
export function history(decisions, group, more = () => null) {
  if (!decisions.length) return null;
  const items = decisions.map(({ decision, by, at, entry, of, failed }) => {
    const told = { decision: sayWord(group, decision), account: named(by) };
    const parts = of
      ? sayParts("history.undone", { ...told, undone: sayWord(group, decisions[of - 1].decision) })
      : sayParts(failed ? "history.failed" : "history.by", told);
    return el("li", el("span", parts), moment(at, true), more(entry));
  });
  return el("ol.history", { "aria-label": say("history") }, items);
}

/**
 * What a moderator may decide now. `press` gets the decision and its button.
 * @template {string} Decision
 * @param {string} label
 * @param {{ decision: Decision, text: string, effect: string, main: boolean }[]} offered
 * @param {(decision: Decision, button: HTMLElement) => void} press
 */
export function decisionButtons(label, offered, press) {
  if (!offered.length) return null;
  const buttons = offered.map(({ decision, text, effect, main }) => {
    /** @type {HTMLElement} */
    const button = el(
      main ? "button.main" : "button",
      { type: "button", title: effect, "data-decision": decision, onclick: () => press(decision, button) },
      text,
    );
    return button;
  });
  return el("div.acts", { role: "group", "aria-label": label }, buttons);
}

/**
 * Switch all buttons of a card off, while a decision is under way, or on again.
 * @param {HTMLElement} button one of them
 * @param {boolean} off
 */
export function disableDecisions(button, off) {
  for (const each of button.closest("article")?.querySelectorAll("button") ?? []) each.disabled = off;
}
