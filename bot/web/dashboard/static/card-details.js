// Every copy and action of an incident, in tables that are made when they are opened.
/** @import { CardCopy, DoneAction, ToldIncident } from "../models.d.ts" */
/** @import { Child } from "./dom.js" */
import { el } from "./dom.js";
import { moment, named, say, sayWord } from "./words.js";

const MOST_ROWS = 500;
/** Up to so many tries are usual: the table leaves them out. */
const USUAL_TRIES = 2;

/**
 * @param {ToldIncident} incident
 * @param {CardCopy[]} copies
 */
export function details(incident, copies) {
  const made = el("details", el("summary", say("details")));
  made.addEventListener("toggle", () => {
    if (!made.open || made.childElementCount > 1) return;
    made.append(...copyTable(copies), ...actionTable(incident.actions));
  });
  return made;
}

/** @param {CardCopy[]} copies */
function copyTable(copies) {
  const heads = [say("details.said"), say("details.thread"), say("details.state")];
  const rows = copies
    .slice(0, MOST_ROWS)
    .map((each) => [moment(each.at, true), named(each.thread, "bdi"), copyState(each)]);
  return table(say("copies"), heads, rows);
}

/** @param {DoneAction[]} actions */
function actionTable(actions) {
  const heads = [say("details.decided"), say("details.action"), say("details.outcome")];
  const rows = actions
    .slice(0, MOST_ROWS)
    .map((each) => [moment(each.at, true), `${say(`action.${each.do}`)} ${each.comments.join(", ")}`, outcome(each)]);
  return table(say("details.actions"), heads, rows);
}

/** @param {CardCopy} copy */
function copyState({ state: known, first, why }) {
  let state = say(`copy.${known}`);
  if (first && known === "standing") state = say("details.first", { state });
  return why ? say("details.why", { state, why }) : state;
}

/** @param {DoneAction} done */
function outcome({ state: known, undone, why, tries }) {
  let state = sayWord("outcome", known);
  if (undone) state = say("details.undone", { state });
  if (why) state = say("details.why", { state, why });
  return tries > USUAL_TRIES ? say("details.tries", { state, tries }) : state;
}

/**
 * A heading and its table.
 * @param {string} label
 * @param {string[]} heads
 * @param {Child[][]} rows
 */
function table(label, heads, rows) {
  const head = heads.map((each) => el("th", { scope: "col" }, each));
  const body = rows.map((cells) => el("tr", ...cells.map((cell) => el("td", cell))));
  return [
    el("h4", label),
    el("div.wide", el("table.rows", { "aria-label": label }, el("thead", el("tr", head)), el("tbody", body))),
  ];
}
