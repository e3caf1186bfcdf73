// The right pane: the moderators' log. Pages of cards are fetched as they are scrolled to; far ones are let go again.
import { ask, at } from "./api.js";
import { campaigns } from "./campaigns.js";
import { card } from "./card.js";
import { el, find, soon, tell } from "./dom.js";

const FILTERS = [["all", "All"], ["open", "Open"], ["waiting", "Waiting"], ["undone", "Undone"]];
const TOLD = { restore: "Restored", "not-spam": "Not spam: restored, and the text is allowed for 30 days, also where this page is played again; Settings lists it and takes it back", pardon: "Pardoned", confirm: "Confirmed", hide: "Hiding the copies", "hide-first": "Hiding the first too", wrong: "Called wrong", warn: "Warning the account", timeout: "Timing the account out", ban: "Banning the account", undo: "Taken back" };
const EMPTY = {
  all: ["All quiet", "When an account says the same thing again and again, its case appears here, with everything that was done and a way back."],
  open: ["No open case", "Cases close when no copy has come for a while."], waiting: ["Nothing waits", "Whatever was decided is done."], undone: ["Nothing was undone", "Restored and pardoned cases are listed here."],
};

export function log(state) {
  const pane = find("log"), many = campaigns(state), list = el("div", { id: "cards" }), foot = el("p.end", { role: "status" });
  const search = el("input", { type: "search", placeholder: "Account, text or #number", "aria-label": "Search the log", oninput: soon(reload, 250) });
  const buttons = FILTERS.map(([name, says]) => el("button", { type: "button", "aria-pressed": String(name === "all"), "data-filter": name, onclick: () => sift(name) }, says));
  pane.replaceChildren(el("div.log-in", el("div.log-top", el("h2", { id: "log-title", tabIndex: -1 }, "Moderator log"), el("div.sift", el("div.filters", { role: "group", "aria-label": "Show cases" }, buttons), search)), many.place, list, foot));

  let filter = "all", pages = [], next = null, busy = null, turn = 0;
  const near = { root: matchMedia("(min-width: 821px)").matches ? pane : null, rootMargin: "1200px" };
  const ends = new IntersectionObserver((seen) => { if (seen.some((each) => each.isIntersecting)) more(); }, near);
  const far = new IntersectionObserver((seen) => seen.forEach((each) => each.isIntersecting ? wake(each.target) : rest(each.target)), { ...near, rootMargin: "3000px" });
  ends.observe(foot);
  // Who drags to the end never lets the observer see the foot leave.
  const nearEnd = soon(() => { if (pane.offsetHeight && foot.getBoundingClientRect().top < innerHeight + 1200) more(); });
  pane.addEventListener("scroll", nearEnd, { passive: true });
  addEventListener("scroll", nearEnd, { passive: true });

  function sift(name) {
    filter = name;
    for (const each of buttons) each.setAttribute("aria-pressed", String(each.dataset.filter === name));
    reload();
  }

  async function reload() {
    many.sift(filter, search.value);
    const mine = ++turn;
    busy = null;
    let told;
    try { told = await ask(query(null)); } catch (error) { if (mine === turn) failed(error); return; }
    if (mine !== turn) return;
    far.disconnect();
    pages = [];
    next = told.before;
    list.replaceChildren();
    pane.scrollTop = 0;
    if (told.cards.length) add(told.cards);
    else if (!next) list.replaceChildren(el(filter === "all" && !search.value ? "div.empty.quiet" : "div.empty", el("h3", search.value ? "Nothing found" : EMPTY[filter][0]), el("p", search.value ? `No case matches “${search.value}”.` : EMPTY[filter][1])));
    ended();
    nearEnd();
  }

  const query = (before) => at(state.community, `incidents?filter=${filter}&q=${encodeURIComponent(search.value)}${before ? `&before=${before}` : ""}`);

  async function more() {
    if (!next || busy) return;
    const mine = turn, from = next;
    foot.textContent = "Loading more";
    busy = ask(query(from));
    try {
      const told = await busy;
      if (mine !== turn) return;
      next = told.before;
      if (told.cards.length) add(told.cards);
      busy = null;
      ended();
      if (next && !told.cards.length) more();
      else nearEnd();
    } catch (error) { busy = null; foot.replaceChildren(error.message, " ", el("button.link", { type: "button", onclick: more }, "Try again")); }
  }

  function ended() {
    foot.textContent = next ? "" : pages.length ? "That is all." : "";
    find("tab-count").textContent = pages.length ? `(${pages.reduce((sum, page) => sum + page.numbers.length, 0)}${next ? "+" : ""})` : "";
  }

  function failed(error) {
    list.replaceChildren(el("div.empty", el("h3", "The log cannot be shown"), el("p", error.message), el("button", { type: "button", onclick: reload }, "Try again")));
    foot.textContent = "";
  }

  function add(cards) {
    const page = { numbers: cards.map((each) => each.incident.id), element: el("section.page", { role: "presentation" }, cards.map((each) => card(each, decide))) };
    page.element.page = page;
    pages.push(page);
    list.append(page.element);
    far.observe(page.element);
  }

  function rest(element) {
    if (!element.childElementCount || !element.offsetHeight || !element.isConnected || element.contains(document.activeElement)) return;
    element.style.height = `${element.offsetHeight}px`;
    element.replaceChildren();
  }

  async function wake(element) {
    const page = element.page;
    if (element.childElementCount || page.waking) return;
    page.waking = true;
    try {
      const told = await ask(at(state.community, `incidents?numbers=${page.numbers.join(",")}`));
      const cards = new Map(told.cards.map((each) => [each.incident.id, each]));
      page.numbers = page.numbers.filter((n) => cards.has(n));
      element.replaceChildren(...page.numbers.map((n) => card(cards.get(n), decide)));
      element.style.height = "";
    } catch (error) { tell(error.message); }
    page.waking = false;
  }

  function put(told) {
    const n = told.incident.id, old = list.querySelector(`article[data-n="${n}"]`);
    const made = card(told, decide);
    if (old) {
      const focus = old.contains(document.activeElement) ? document.activeElement : null;
      if (old.querySelector("details").open) made.querySelector("details").open = true;
      old.replaceWith(made);
      if (focus) (focus.dataset.decision && made.querySelector(`[data-decision="${focus.dataset.decision}"]`) || made.querySelector("h3")).focus({ preventScroll: true });
      return;
    }
    if (filter !== "all" || search.value) return reload();
    if (pages.some((page) => page.numbers.includes(n))) return;
    if (pages.length && Number(n) < Number(pages[0].numbers[0])) return;
    if (!pages.length) { list.replaceChildren(); add([told]); } else { pages[0].numbers.unshift(n); pages[0].element.prepend(made); }
    made.classList.add("arrives");
    find("told").textContent = `New case ${n}: ${told.incident.account}, ${told.incident.reason}`;
    ended();
  }

  const changed = new Set();
  const look = soon(async () => {
    const numbers = [...changed].slice(0, 50);
    numbers.forEach((n) => changed.delete(n));
    try {
      const told = await ask(at(state.community, `incidents?numbers=${numbers.join(",")}`));
      told.cards.sort((one, other) => one.incident.id - other.incident.id).forEach(put);
      for (const n of numbers) if (!told.cards.some((each) => each.incident.id === n)) list.querySelector(`article[data-n="${n}"]`)?.remove();
    } catch { /* the line says that it is lost, and everything is read again when it is back */ }
    if (changed.size) look();
  }, 60);

  async function decide(n, name, button, entry = null) {
    if (name === "ban" && !window.confirm("Ban this account for good? Undo in the case's history takes the ban back.")) return;
    const group = button.closest("article");
    for (const each of group.querySelectorAll("button")) each.disabled = true;
    try {
      const told = await ask(at(state.community, `incidents/${n}/${name}`), "POST", { by: state.who(), entry });
      put(told.card);
      list.querySelector(`article[data-n="${n}"] h3`)?.focus({ preventScroll: true });
      tell(told.decided === "done" ? `${TOLD[name]}. Case ${n}.` : `Case ${n}: somebody was first; nothing changed.`);
    } catch (error) {
      tell(error.message);
      for (const each of group.querySelectorAll("button")) each.disabled = false;
      changed.add(n);
      look();
    }
  }

  return {
    reload() { many.load(); return reload(); },
    changed(numbers) { numbers.forEach((n) => changed.add(n)); look(); many.changed(); },
    braked: many.changed,
    clear() { many.clear(); turn++; pages = []; next = null; filter = "all"; search.value = ""; sift("all"); list.replaceChildren(el("div.loading", { "aria-label": "Loading" }, el("span"), el("span"), el("span"))); },
  };
}
