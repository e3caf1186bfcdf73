// One incident as a card: what happened, what was done about it, and what still can be.
import { el } from "./dom.js";
import { wordings } from "./differ.js";
import { count, moment, named, span } from "./words.js";

const STATES = { open: "Open", closed: "Closed", restored: "Restored", pardoned: "Pardoned" };
const COPY = { standing: "stands", hidden: "hidden", hiding: "being hidden", waiting: "waits for the site", failed: "could not be hidden", restored: "restored", restoring: "coming back", stuck: "could not be restored", gone: "gone, not by Hush" };
const DOES = { hide: "hide", warn: "notice", timeout: "timeout", kick: "kick", ban: "ban", alert: "call to the moderators", restore: "restore" };
const OUTCOME = { done: "done", failed: "failed", unsupported: "not possible here", waiting: "waiting for the site", queued: "waiting", leased: "under way", held: "after the notice", cancelled: "cancelled" };
const HISTORY = { restore: "Restored", "not-spam": "Called not spam", pardon: "Pardoned", confirm: "Confirmed", hide: "Hidden", "hide-first": "Hidden with the first", wrong: "Called wrong", warn: "Warned", timeout: "Timed out", ban: "Banned", undo: "Taken back" };
const BUTTONS = {
  restore: ["Restore", "Put the hidden comments back, void the strike, and leave this text of the account alone for a day"],
  hide: ["Hide", "Hide the copies, the first stays"],
  "hide-first": ["Hide the first too", "The first copy still stands; hide it as well"],
  "not-spam": ["Not spam", "Restore, and allow this text here for 30 days"],
  pardon: ["Pardon", "Void the strike and lift the timeout; the copies stay hidden"],
  confirm: ["Confirm", "Hush was right; nothing else changes"],
  wrong: ["Hush was wrong", "Counted as wrong; nothing else changes"],
  warn: ["Warn", "Send the account a notice"],
  timeout: ["Timeout", "Silence the account for as long as the ladder's first timeout"],
  ban: ["Ban", "Put the account out for good"],
};
const STANCE = {
  observe: "This community only observes: nothing was done.", alert: "This community is in alert mode: a moderator decides.",
  exempt: "The account is exempt here: nothing was done.", brake: "The brake held, since Hush acted on too many accounts: nothing was done.",
};

export function card(told, decide) {
  const { incident, copies, offered } = told, n = incident.id, first = copies[0], last = copies.at(-1);
  const title = el("h3", { id: `case-${n}`, tabIndex: -1 }, named(incident.account), " ", el("span.case", `#${n}`));
  const made = el(`article.card${incident.state === "open" ? "" : ".ended"}`, { "aria-labelledby": `case-${n}`, "data-n": n },
    el("header", title, state(incident), verdict(incident), el("span.when", moment(incident.opened))),
    facts(incident, copies, first, last), said(copies), did(told),
    el("p.why", `${incident.reason}. ${STANCE[incident.why] ?? (incident.waits ? `Campaign ${incident.waits} waited for a moderator, so nobody was warned or struck.` : "")}`),
    history(incident, decide), acts(n, offered, decide), details(incident, copies));
  return made;
}

const state = (incident) => el(`span.tag${{ open: ".alert", restored: ".good", pardoned: ".good" }[incident.state] ?? ""}`, STATES[incident.state] ?? incident.state);
const verdict = (incident) => incident.right === null ? null : el(`span.tag${incident.right ? ".good" : ""}`, incident.right ? "Hush was right" : "Hush was wrong");

function facts(incident, copies, first, last) {
  const threads = [...new Set(copies.map((each) => each.thread))];
  const alike = incident.reason.match(/[\d]+(?: to \d+)? % alike/)?.[0].replace(" alike", "");
  const row = (what, ...value) => el("div", el("dt", what), el("dd", ...value));
  return el("dl.facts",
    row("Copies", copies.length > 1 ? `${copies.length} in ${span(last.at - first.at)}` : String(copies.length)),
    alike ? row("Alike", alike) : null,
    row(threads.length === 1 ? "Thread" : "Threads", threads.length === 1 ? named(threads[0], "bdi") : String(threads.length)),
    row("Strikes", String(incident.strikes)),
    incident.accounts.length ? row("Also posted by", ...incident.accounts.slice(0, 5).flatMap((name, i) => [i ? ", " : "", named(name, "bdi")]),
      incident.accounts.length > 5 ? ` and ${incident.accounts.length - 5} more` : "") : null);
}

function said(copies) {
  const texts = copies.map((each) => each.text).filter((text) => text !== null);
  if (!texts.length) return el("p.why", "The texts are no longer kept.");
  const all = wordings(texts), shown = all.slice(0, 6);
  return el("ul.said", { "aria-label": all.length > 1 ? `${all.length} wordings, with what differs marked` : "The text" },
    shown.map((each) => el("li", el("span.times", `${each.times} ×`), el("div.words", { dir: "auto", ...(each.length > 400 ? { tabIndex: 0, role: "group", "aria-label": "Long text" } : {}) }, each.nodes))),
    all.length > 6 ? el("li", el("span"), el("span", `and ${all.length - 6} more wordings`)) : null);
}

function did({ incident, copies }) {
  const tags = [], add = (text, kind = "") => tags.push(el(`li.tag${kind}`, text));
  const of = (wanted) => copies.filter((each) => each.state === wanted).length;
  for (const [wanted, words, kind] of [["hidden", "hidden", ".good"], ["hiding", "being hidden", ".wait"], ["waiting", "waiting for the site to hide", ".wait"], ["restored", "restored", ".good"], ["restoring", "coming back", ".wait"]]) {
    if (of(wanted)) add(`${of(wanted)} ${words}`, kind);
  }
  if (of("failed")) add(`${of("failed")} could not be hidden: ${copies.find((each) => each.state === "failed").why}`, ".bad");
  if (of("stuck")) add(`${of("stuck")} could not be restored: ${copies.find((each) => each.state === "stuck").why}`, ".bad");
  for (const each of incident.actions) {
    if (each.comments.length) continue;
    const failed = each.state === "failed" || each.state === "unsupported";
    const until = each.until && each.do === "timeout" ? ` until ${new Date(each.until * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })}` : "";
    const what = each.do === "restore" ? "penalty lifted" : DOES[each.do];
    add(`${what}${until}: ${each.undone ? "taken back" : OUTCOME[each.state] ?? each.state}${failed && each.why ? `, ${each.why}` : ""}`, failed ? ".bad" : each.state === "done" ? "" : ".wait");
  }
  return el("ul.did", { "aria-label": "What was done" }, tags.length ? tags : el("li.tag", "nothing done"));
}

function history(incident, decide) {
  if (!incident.history.length) return null;
  return el("ol.history", { "aria-label": "What moderators decided" },
    incident.history.map((each) => el("li", el("span", HISTORY[each.decision] ?? each.decision, each.of ? ` (${HISTORY[incident.history[each.of - 1].decision]})` : "", " by ", named(each.by)), moment(each.at, true),
      incident.undoable.includes(each.entry) ? el("button.link", { type: "button", title: "Take this decision back", "data-entry": each.entry, onclick: (event) => decide(incident.id, "undo", event.currentTarget, each.entry) }, "Undo") : null)));
}

function acts(n, offered, decide) {
  if (!offered.length) return null;
  const lead = offered[0] === "restore" || offered[0] === "hide" ? offered[0] : "";
  return el("div.acts", { role: "group", "aria-label": `Decide case ${n}` }, offered.map((name) => el(name === lead ? "button.main" : "button",
    { type: "button", title: BUTTONS[name][1], "data-decision": name, onclick: (event) => decide(n, name, event.currentTarget) }, BUTTONS[name][0])));
}

function details(incident, copies) {
  const table = (label, heads, rows) => el("div.wide", el("table.rows", { "aria-label": label }, el("thead", el("tr", heads.map((head) => el("th", { scope: "col" }, head)))), el("tbody", rows)));
  const made = el("details", el("summary", "Every copy and action"));
  made.addEventListener("toggle", () => {
    if (!made.open || made.childElementCount > 1) return;
    made.append(
      el("h4", "Copies"), table("Copies", ["Said at", "Thread", "State"], copies.slice(0, 500).map((each) => el("tr", el("td", moment(each.at, true)), el("td", named(each.thread, "bdi")),
        el("td", `${COPY[each.state] ?? each.state}${each.first && each.state === "standing" ? ", the first" : ""}${each.why ? `: ${each.why}` : ""}`)))),
      el("h4", "Actions"), table("Actions", ["Decided", "Action", "Outcome"], incident.actions.slice(0, 500).map((each) => el("tr", el("td", moment(each.at, true)),
        el("td", `${DOES[each.do] ?? each.do} ${each.comments.join(", ")}`), el("td", `${OUTCOME[each.state] ?? each.state}${each.undone ? ", taken back" : ""}${each.why ? `: ${each.why}` : ""}${each.tries > 2 ? ` (${each.tries} tries)` : ""}`)))));
  });
  return made;
}
