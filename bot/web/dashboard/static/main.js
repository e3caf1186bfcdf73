// Puts the panes together and keeps them up to date.
/** @import { EventBatch, Mode, Pane, PlaceBody } from "../models.d.ts" */
import * as api from "./api.js";
import { el, find } from "./dom.js";
import { takeDrops } from "./drop.js";
import { Live, outside } from "./live.js";
import { CaseLog } from "./log.js";
import { SettingsPane } from "./settings.js";
import { ThreadPane } from "./thread.js";
import { say } from "./words.js";

/**
 * What the page shows, and to whom. `pace`: seconds that a play takes, null for the server's own choice.
 * @typedef {{ community: string, replay: boolean, own: boolean, pace: number | null, who: () => string }} State
 */

const LOCAL = "local";
const WHO = "hush-who";
const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const who = find("who", HTMLInputElement);
const picker = find("community", HTMLSelectElement);

/** @type {State} */
const state = {
  community: "",
  replay: false,
  own: true,
  pace: paceOf(new URL(location.href)),
  who: () => who.value.trim() || say("who.unnamed"),
};
const threads = new ThreadPane(state, goTo);
const cases = new CaseLog(state);
const settings = new SettingsPane(state, showMode);
const live = new Live({ reset, changed });
/** @type {PlaceBody[]} */
let places = [];

/** @param {URL} address */
function paceOf(address) {
  const seconds = address.searchParams.get("seconds");
  return seconds === null ? null : Number(seconds);
}

/** The community that the address names. */
const addressed = () => new URL(location.href).searchParams.get("community") ?? LOCAL;

/**
 * Show a community, as a step of the browser's history unless it is one already.
 * @param {string} community
 */
async function goTo(community, push = true) {
  if (push) history.pushState(null, "", community === LOCAL ? "/" : `/?community=${encodeURIComponent(community)}`);
  state.community = community;
  await listPlaces();
  const place = places.find((each) => each.name === community);
  state.own = place?.own ?? false;
  state.replay = place?.replay ?? false;
  main.classList.toggle("alone", !state.own);
  document.title = say("title", { community });
  threads.clear();
  cases.clear();
  live.listen(community);
}

async function listPlaces() {
  try {
    places = await api.communities();
  } catch (error) {
    if (error instanceof api.Refused && error.outside) return outside(error);
  }
  const community = state.community;
  if (!places.some(({ name }) => name === community)) places.push({ name: community, own: false, replay: false });
  const options = places.map(({ name }) => {
    const text = name === LOCAL ? say("community.local") : name;
    return el("option", { value: name, selected: name === community }, text);
  });
  picker.replaceChildren(...options);
}

function reset() {
  threads.load();
  askMode();
  cases.reload();
}

/** @param {EventBatch} batch */
function changed(batch) {
  if (batch.incidents) cases.changed(batch.incidents);
  if (batch.threads || batch.incidents) threads.again();
  if (batch.settings) askMode();
  if (batch.brake) cases.braked();
  if (batch.play) threads.progress(batch.play);
}

async function askMode() {
  const pane = await api.settings(state.community).catch(() => null);
  if (pane) showMode(pane);
  else find("mode").hidden = true;
}

/** @param {Pane} pane */
function showMode(pane) {
  const tag = find("mode");
  /** @type {Mode} */
  const mode = pane.settings.mode;
  tag.textContent = mode;
  tag.className = `tag ${mode}`;
  tag.title = say(`mode.${mode}`);
  tag.hidden = false;
}

/** On a narrow window one pane is shown at a time. */
function switchPanes() {
  main.dataset.pane = "thread";
  /** @type {NodeListOf<HTMLElement>} */
  const tabs = document.querySelectorAll(".tabs button");
  for (const tab of tabs) {
    tab.addEventListener("click", () => {
      main.dataset.pane = tab.dataset.pane ?? "";
      for (const each of tabs) each.setAttribute("aria-pressed", String(each === tab));
    });
  }
}

who.value = localStorage.getItem(WHO) ?? say("who.unnamed");
who.addEventListener("change", () => localStorage.setItem(WHO, state.who()));
picker.addEventListener("change", () => goTo(picker.value));
find("open-settings").addEventListener("click", () => settings.open());
addEventListener("popstate", () => goTo(addressed(), false));
switchPanes();
takeDrops((file) => threads.replay(file));
goTo(addressed(), false);
