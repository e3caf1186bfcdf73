// The comments of a thread as its readers see them: what is hidden folds beneath the first copy that stands.
/** @import { ShownComment, ThreadView } from "../models.d.ts" */
import { el } from "./dom.js";
import { moment, named, say, sayParts } from "./words.js";

/** @typedef {{ isOpen: (fold: string) => boolean, toggle: (fold: string) => void }} Folds */

/**
 * The items of the list.
 * @param {ThreadView} view
 * @param {Set<string> | null} seen comments that stood before; null: this is the first look
 * @param {Folds} folds
 */
export function comments(view, seen, folds) {
  const hidden = hiddenByIncident(view.comments);
  const anchors = anchorsOf(view.comments, hidden);
  /** @type {HTMLElement[]} */
  const items = [];
  /** @type {ShownComment[]} hidden ones without a case of their own, as a campaign's: neighbours fold together */
  let loose = [];
  view.comments.forEach((each, i) => {
    if (!each.hidden) items.push(comment(each, seen !== null && !seen.has(each.id)));
    if (anchors.get(each.incident) === each.id) {
      items.push(fold(each.incident, hidden.get(each.incident) ?? [], folds));
      items.push(...noticeTo(each.author, view));
    } else if (isLoose(each)) {
      loose.push(each);
      if (isLoose(view.comments[i + 1])) return;
      items.push(fold(loose[0].id, loose, folds));
      loose = [];
    }
  });
  return items;
}

/** @param {ShownComment | undefined} comment */
const isLoose = (comment) => comment?.hidden && !comment.incident;

/**
 * The hidden copies of each incident.
 * @param {ShownComment[]} all
 */
function hiddenByIncident(all) {
  /** @type {Map<string, ShownComment[]>} */
  const found = new Map();
  for (const each of all) {
    if (each.incident && each.hidden) found.set(each.incident, [...(found.get(each.incident) ?? []), each]);
  }
  return found;
}

/**
 * The comment of each incident beneath which its hidden copies fold: the first that stands, else the first.
 * @param {ShownComment[]} all
 * @param {Map<string, ShownComment[]>} hidden
 */
function anchorsOf(all, hidden) {
  /** @type {Map<string, string>} */
  const anchors = new Map();
  for (const [incident, copies] of hidden) {
    const standing = all.find((each) => each.incident === incident && !each.hidden);
    anchors.set(incident, (standing ?? copies[0]).id);
  }
  return anchors;
}

/**
 * @param {ShownComment} each
 * @param {boolean} arrives
 */
function comment({ id, author, at, text }, arrives) {
  return el(
    arrives ? "li.comment.arrives" : "li.comment",
    { "data-id": id },
    el("span.face", { "aria-hidden": "true" }, initial(author)),
    el("div", el("p.by", named(author), moment(at)), el("p.words", { dir: "auto" }, text)),
  );
}

/**
 * The first letter or digit of a name, else its first character.
 * @param {string} name
 */
const initial = (name) => [...name.replace(/^[^\p{L}\p{N}]+/u, "")][0]?.toUpperCase() ?? "?";

/**
 * The notice that Hush gave an account in this thread, if it gave one.
 * @param {string} author
 * @param {ThreadView} view
 */
function noticeTo(author, { notices, comments }) {
  const found = notices.find((each) => each.account === author);
  if (!found) return [];
  const hidden = comments.some((each) => each.author === author && each.hidden);
  const key = hidden ? "thread.notice.hidden" : "thread.notice";
  return [el("li.notice", sayParts(key, { account: named(author), time: moment(found.at) }))];
}

/**
 * @param {string} name
 * @param {ShownComment[]} copies
 * @param {Folds} folds
 */
function fold(name, copies, folds) {
  const key = `fold-${name}`;
  const open = folds.isOpen(key);
  const count = copies.length;
  const items = copies.map((each) => el("li", el("span.words", { dir: "auto" }, each.text), moment(each.at)));
  const toggle = el(
    "button.link",
    {
      type: "button",
      "data-key": key,
      "aria-expanded": String(open),
      "aria-controls": key,
      "aria-label": say(open ? "thread.fold.hidden" : "thread.show.hidden", { count }),
      onclick: () => folds.toggle(key),
    },
    say(open ? "thread.fold" : "thread.show"),
  );
  return el(
    "li.fold",
    { "data-incident": name },
    el("p.says", el("span", say("thread.hidden", { count })), el("span", { "aria-hidden": "true" }, "·"), toggle),
    el("ol", { hidden: !open, id: key }, items),
  );
}
