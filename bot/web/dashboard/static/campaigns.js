// Above the log: that the brake is on; and one text from several accounts, with what can be done about all of them at once.
import { ask, at } from "./api.js";
import { wordings } from "./differ.js";
import { el, find, soon, tell } from "./dom.js";
import { count, moment, named, span } from "./words.js";

const STATES = { open: "Campaign", continued: "Campaign", closed: "Campaign, over", restored: "Restored", "not spam": "Not spam" };
const COPY = { stands: "stand", hiding: "being hidden", hidden: "hidden", failed: "could not be hidden", restoring: "coming back", restored: "restored" };
const HISTORY = { "hide-all": "All hidden", "time-out-all": "All timed out", restore: "Restored", "not-spam": "Called not spam", continue: "Let go on" };
const BUTTONS = {
  "hide-all": ["Hide all", "Hide every copy that stands; moderators are left alone"],
  restore: ["Restore", "Put back what was hidden here, lift the timeouts"],
  "time-out-all": ["Time out all", "Every account, for the ladder's first timeout; moderators are left alone"],
  "not-spam": ["Not spam", "Restore, in the accounts' own cases too, and allow this text here for 30 days"],
  continue: ["Continue", "Warn and strike again"],
};
const WHY = { observe: "Found while this community only observed: it is only shown.", alert: "This community is in alert mode: a moderator decides." };

const PASSES = {
  all: () => true, open: (each) => ["open", "continued"].includes(each.state), undone: (each) => ["restored", "not spam"].includes(each.state),
  waiting: (each) => each.waits || each.copies.some((one) => ["hiding", "restoring"].includes(one.state)),
};

export function campaigns(state) {
  const place = el("div", { id: "campaigns", hidden: true });
  let turn = 0, brakes = 0, last = { campaigns: [], braked: 0 }, passes = PASSES.all, sought = "";

  async function load() {
    const mine = ++turn;
    let told;
    try { told = await ask(at(state.community, "campaigns")); } catch { return; /* the line says that it is lost; it is read again when it is back */ }
    if (mine === turn) put(told);
  }

  function put(told) {
    last = told;
    clearTimeout(brakes);
    if (told.braked) brakes = setTimeout(load, Math.max(1000, told.braked * 1000 - Date.now()));
    const focus = place.contains(document.activeElement) ? document.activeElement : null;
    const n = focus?.closest("article")?.dataset.n, decision = focus?.dataset.decision;
    place.replaceChildren(...(told.braked ? [brake(told.braked)] : []), ...told.campaigns.filter((each) => passes(each) && matches(each, sought)).map(shown));
    place.hidden = !place.childElementCount;
    if (n) (place.querySelector(`article[data-n="${n}"] [data-decision="${decision}"]`) ?? place.querySelector(`article[data-n="${n}"] h3`))?.focus({ preventScroll: true });
  }

  function brake(until) {
    return el("article.card", { "aria-labelledby": "brake" },
      el("header", el("h3", { id: "brake", tabIndex: -1 }, "Hush asks first"), el("span.tag.alert", "The brake is on"), el("span.when", "until ", moment(until))),
      el("p.why", "Unusually much was acted on, so new cases only get a card, with Hide on it. That ends by itself, or when you press Resume."),
      el("div.acts", el("button.main", { type: "button", title: "Act on new cases again", onclick: resume }, "Resume")));
  }

  async function resume(event) {
    event.currentTarget.disabled = true;
    try {
      const told = await ask(at(state.community, "resume"), "POST", { by: state.who() });
      turn++; // a look that had begun before knows nothing of it
      put(told);
      tell("The brake is off: Hush acts on new cases again. What passed meanwhile is on the cards, with Hide.");
    } catch (error) { tell(error.message); await load(); }
    find("log-title").focus({ preventScroll: true });
  }

  function shown(each) {
    const over = !["open", "continued"].includes(each.state), spared = each.accounts.filter((one) => one.spared);
    const names = each.accounts.slice(0, 6).flatMap((one, i) => [i ? ", " : "", named(one.account, "bdi")]);
    if (each.accounts.length > 6) names.push(` and ${each.accounts.length - 6} more`);
    const row = (what, ...value) => el("div", el("dt", what), el("dd", ...value));
    return el(`article.card${over ? ".ended" : ""}`, { "aria-labelledby": `campaign-${each.id}`, "data-n": each.id },
      el("header", el("h3", { id: `campaign-${each.id}`, tabIndex: -1 }, `${count(each.accounts.length, "account")} say the same `, el("span.case", `#${each.id}`)),
        el(`span.tag${over ? "" : ".alert"}`, STATES[each.state] ?? each.state), el("span.when", moment(each.opened))),
      el("dl.facts", row("Copies", `${each.copies.length}${each.copies.length > 1 ? ` in ${span(each.copies.at(-1).at - each.copies[0].at)}` : ""}`), row("Accounts", ...names),
        spared.length ? row("Left alone", ...spared.slice(0, 6).flatMap((one, i) => [i ? ", " : "", named(one.account, "bdi")])) : null),
      words(each.texts), did(each), note(each), history(each),
      each.offered.length > 0 && el("div.acts", { role: "group", "aria-label": `Decide on campaign ${each.id}` }, each.offered.map((name) => el(name === "hide-all" ? "button.main" : "button",
        { type: "button", title: BUTTONS[name][1], "data-decision": name, onclick: (event) => decide(each.id, name, event.currentTarget) }, BUTTONS[name][0]))));
  }

  async function decide(n, name, button) {
    for (const each of button.closest(".acts").querySelectorAll("button")) each.disabled = true;
    try {
      const told = await ask(at(state.community, `campaigns/${n}/${name}`), "POST", { by: state.who() });
      tell(told.decided === "done" ? `${BUTTONS[name][0]}: done. Campaign ${n}.` : `Campaign ${n}: somebody was first; nothing changed.`);
    } catch (error) { tell(error.message); }
    await load();
    place.querySelector(`article[data-n="${n}"] h3`)?.focus({ preventScroll: true });
  }

  /** Show those that the log's filter and search let through. */
  function sift(filter, text) {
    passes = PASSES[filter];
    sought = text.trim().toLocaleLowerCase();
    put(last);
  }

  return { place, load, sift, changed: soon(load, 300), clear() { turn++; last = { campaigns: [], braked: 0 }; clearTimeout(brakes); place.replaceChildren(); place.hidden = true; } };
}

function matches(each, sought) {
  const said = [...each.texts, ...each.accounts.map((one) => one.account)];
  return sought.replace("#", "") === `${each.id}` || said.some((one) => one.toLocaleLowerCase().includes(sought));
}

function words(texts) {
  if (!texts.length) return el("p.why", "The texts are no longer kept.");
  return el("ul.said", { "aria-label": texts.length > 1 ? `${texts.length} wordings, with what differs marked` : "The text" }, wordings(texts).slice(0, 4).map((each) =>
    el("li.only", el("div.words", { dir: "auto", ...(each.length > 400 ? { tabIndex: 0, role: "group", "aria-label": "Long text" } : {}) }, each.nodes))));
}

function did(each) {
  const tags = Object.entries(COPY).map(([wanted, says]) => [each.copies.filter((one) => one.state === wanted), says]).filter(([found]) => found.length)
    .map(([found, says]) => el(`li.tag${found[0].state === "failed" ? ".bad" : found[0].state === "hidden" ? ".good" : ""}`, `${found.length} ${says}${found[0].why && found[0].state === "failed" ? `: ${found[0].why}` : ""}`));
  const timeouts = each.actions.filter((one) => one.do === "timeout" && one.state !== "cancelled" && !one.undone);
  const done = timeouts.filter((one) => one.state === "done").length;
  if (timeouts.length) tags.push(el("li.tag", `${done} of ${count(timeouts.length, "account")} timed out`));
  return el("ul.did", { "aria-label": "What was done" }, tags);
}

function note(each) {
  const says = each.waits ? "So many take part that nobody is warned or struck until somebody presses Continue; repeats are still hidden." : WHY[each.why];
  return says ? el("p.why", says) : null;
}

function history(each) {
  if (!each.history.length) return null;
  return el("ol.history", { "aria-label": "What moderators decided" }, each.history.map((one) => el("li", el("span", HISTORY[one.decision] ?? one.decision, " by ", named(one.by)), moment(one.at, true))));
}
