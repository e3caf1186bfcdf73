// Puts the panes together, and keeps them as the store is, whoever changed it.
import { ask, at } from "./api.js";
import { el, find } from "./dom.js";
import { log } from "./log.js";
import { settings } from "./settings.js";
import { thread } from "./thread.js";

const here = new URL(location.href);
const who = find("who");
who.value = localStorage.getItem("hush-who") ?? "moderator";
who.addEventListener("change", () => localStorage.setItem("hush-who", state.who()));

const state = { community: "", replay: false, own: true, pace: here.searchParams.has("seconds") ? Number(here.searchParams.get("seconds")) : null, who: () => who.value.trim() || "moderator" };
const threads = thread(state, goTo), cases = log(state), pane = settings(state, mode);
const picker = find("community"), main = document.querySelector("main");
let source = null, places = [], retry = 0;
let past = ""; // what is told of an outage that is over, for ten minutes

async function goTo(community, push = true) {
  if (push) history.pushState(null, "", community === "local" ? "/" : `/?community=${encodeURIComponent(community)}`);
  state.community = community;
  await list();
  const place = places.find((each) => each.name === community);
  state.own = place?.own ?? false;
  state.replay = place?.replay ?? false;
  main.classList.toggle("alone", !state.own);
  document.title = `Hush: ${community}`;
  threads.clear();
  cases.clear();
  listen();
}

async function list() {
  try {
    places = await ask("communities");
  } catch (error) { if (error.status === 401 || error.status === 403) return outside(error); }
  if (!places.some((each) => each.name === state.community)) places.push({ name: state.community, own: false, replay: false });
  picker.replaceChildren(...places.map((each) => el("option", { value: each.name, selected: each.name === state.community }, each.name === "local" ? "local (this page)" : each.name)));
}

function listen() {
  source?.close();
  clearTimeout(retry);
  const mine = source = new EventSource(`/page/api/${at(state.community, "live")}`);
  line("connecting", "Connecting");
  mine.onopen = () => { line("live", "Live"); banner(past); };
  mine.addEventListener("reset", () => { threads.load(); mode(); cases.reload(); });
  mine.addEventListener("change", (event) => {
    line("live", "Live");
    banner(past);
    const told = JSON.parse(event.data);
    if (told.incidents) cases.changed(told.incidents);
    if (told.threads || told.incidents) threads.again();
    if (told.settings) mode();
    if (told.brake) cases.braked();
    if (told.play) threads.progress(told.play);
  });
  mine.addEventListener("away", () => { line("lost", "Store away"); banner("The store does not answer. What is shown may be old; comments stand and are judged when it is back."); });
  mine.addEventListener("back", (event) => {
    past = JSON.parse(event.data).text;
    line("live", "Live");
    banner(past);
    setTimeout(() => { if (find("banner").textContent === past) banner(""); past = ""; }, 600_000);
  });
  mine.onerror = () => {
    if (mine !== source) return;
    line("lost", "Offline");
    banner("Hush does not answer. This page shows what it last knew, and comes back by itself.");
    if (mine.readyState === EventSource.CLOSED) retry = setTimeout(again, 1000);
  };
}

async function again() {
  try { await ask("communities"); listen(); } catch (error) { if (error.status === 401 || error.status === 403) outside(error); else retry = setTimeout(again, 1500); }
}

function outside(error) {
  line("lost", "Outside");
  banner(error.message);
}

function line(kind, says) {
  find("line").dataset.state = kind;
  find("line-says").textContent = says;
}

function banner(text) {
  const shown = find("banner");
  if (shown.textContent !== text) shown.textContent = text;
  shown.hidden = !text;
}

async function mode(told = null) {
  const tag = find("mode");
  try {
    const { settings: chosen } = told ?? await ask(at(state.community, "settings"));
    tag.textContent = chosen.mode;
    tag.className = `tag ${chosen.mode}`;
    tag.title = { observe: "Cases are noted; nothing else in the community changes", alert: "Moderators are called; they decide", enforce: "Repeats are hidden and accounts warned" }[chosen.mode];
    tag.hidden = false;
  } catch { tag.hidden = true; }
}

picker.addEventListener("change", () => goTo(picker.value));
find("open-settings").addEventListener("click", pane.open);
addEventListener("popstate", () => goTo(new URL(location.href).searchParams.get("community") ?? "local", false));
for (const tab of document.querySelectorAll(".tabs button")) {
  tab.addEventListener("click", () => {
    main.dataset.pane = tab.dataset.pane;
    for (const each of document.querySelectorAll(".tabs button")) each.setAttribute("aria-pressed", String(each === tab));
  });
}
main.dataset.pane = "thread";

let over = 0;
const files = (event) => event.dataTransfer?.types.includes("Files");
addEventListener("dragenter", (event) => { if (files(event)) { over++; find("drop").hidden = false; } });
addEventListener("dragleave", (event) => { if (files(event) && --over <= 0) { over = 0; find("drop").hidden = true; } });
addEventListener("dragover", (event) => { if (files(event)) event.preventDefault(); });
addEventListener("drop", (event) => {
  if (!files(event)) return;
  event.preventDefault();
  over = 0;
  find("drop").hidden = true;
  threads.replay(event.dataTransfer.files[0]);
});

goTo(here.searchParams.get("community") ?? "local", false);
