// The settings pane, built from what each option declares of itself.
import { ask, at } from "./api.js";
import { el, find, tell } from "./dom.js";
import { moment, named } from "./words.js";

const LISTS = { names: 1, steps: 1 };
const SECTIONS = { "": "This community", exempt: "Left alone", "threads.*": "Single threads" };

export function settings(state, saved) {
  const dialog = find("settings");
  let pane = null;

  async function open() {
    dialog.replaceChildren(el("div.panel", el("header", el("h2", { id: "settings-title" }, "Settings"), close()), el("div.fields", el("div.loading", el("span"), el("span"), el("span")))));
    dialog.showModal();
    try { draw(await ask(at(state.community, "settings"))); } catch (error) { dialog.querySelector(".fields").replaceChildren(el("div.empty", el("h3", "The settings cannot be read"), el("p", error.message))); }
  }

  const close = () => el("button.quiet", { type: "button", onclick: () => dialog.close() }, "Close");

  function draw(told, failure = "", errors = []) {
    pane = told;
    const sections = new Map();
    for (const option of told.options) {
      if (option.key.startsWith("threads.")) continue;
      const section = option.key.split(".").slice(0, -1).join(".");
      sections.set(section, [...(sections.get(section) ?? []), option]);
    }
    const failed = el("p.failure", { role: "alert" }, failure);
    const form = el("form.panel", { noValidate: true, onsubmit: save },
      el("header", el("h2", { id: "settings-title" }, "Settings of ", named(state.community, "bdi")), close()),
      el("div.fields", [...sections].map(([section, options]) => el("fieldset", el("legend", SECTIONS[section] ?? `Rule: ${section.replace("rules.", "")}`), options.map(field))), threads(told), phrases(told)),
      el("footer", failed, audit(told), el("button.main", { type: "submit" }, "Save")));
    dialog.replaceChildren(form);
    show(errors);
  }

  const audit = (told) => el("p.audit", `Revision ${told.revision}`, told.at ? [", by ", named(told.who), ", ", moment(told.at, true), told.what.length ? `: ${told.what.join(", ")}` : ""] : ", never changed");
  const value = (key) => key.split(".").reduce((inside, name) => inside?.[name], pane.settings);
  const written = (option, given) => given === undefined || given === null ? "" : option.kind === "rungs" ? given.map((row) => row.join(", ")).join("\n") : LISTS[option.kind] ? given.join("\n") : String(given);

  function field(option, _, __, key = option.key, given = value(option.key)) {
    const id = `set-${key}`, common = { id, name: key, "aria-describedby": `${id}-help ${id}-error`, "data-kind": option.kind };
    let control;
    if (option.kind === "choice") control = el("select", common, option.words.map((word) => el("option", { value: word, selected: word === given }, word)));
    else if (option.kind === "switch") control = el("input", { ...common, type: "checkbox", checked: given });
    else if (LISTS[option.kind] || option.kind === "rungs") control = el("textarea", { ...common, rows: 1, spellcheck: false, placeholder: option.unset }, written(option, given));
    else control = el("input", { ...common, type: "text", inputMode: option.kind === "whole" ? "numeric" : "text", autocomplete: "off", spellcheck: false, placeholder: option.unset, value: written(option, given) });
    const says = option.kind === "switch" || option.kind === "choice" ? "" : `${option.says[0].toUpperCase()}${option.says.slice(1)}${LISTS[option.kind] || option.kind === "rungs" ? "; one a line" : ""}.`;
    return el("div.field", el("label.label", { htmlFor: id }, key.split(".").at(-1).replace("_", " ")),
      el("p.help", { id: `${id}-help` }, option.help, ". ", el("span.says", says)),
      el("div.control", control, el("p.error", { id: `${id}-error`, role: "alert" })));
  }

  function threads(told) {
    const option = told.options.find((each) => each.key === "threads.*.place");
    if (!option) return null;
    const rows = el("div"), name = el("input", { id: "new-thread", autocomplete: "off", placeholder: "Thread", "aria-label": "Thread to set apart" });
    const add = (thread, place) => { const made = field({ ...option, help: `What repetition means in ${thread}` }, 0, 0, `threads.${thread}.place`, place); made.querySelector("label").textContent = thread; made.querySelector("select").dataset.thread = thread; rows.append(made); };
    for (const [thread, own] of Object.entries(told.settings.threads)) add(thread, own.place);
    return el("fieldset", el("legend", SECTIONS["threads.*"]), rows, el("div.field", el("p.label", "Set a thread apart"), el("div.control", name, el("button", { type: "button", onclick: () => { if (name.value.trim()) { add(name.value.trim(), "auto"); name.value = ""; } } }, "Add"))));
  }

  function phrases(told) {
    return el("fieldset.phrases", el("legend", "Not spam here"), told.phrases.length ? el("ul", told.phrases.map((phrase) => el("li", el("span.words", { dir: "auto" }, phrase),
      el("button", { type: "button", "aria-label": `Judge “${phrase}” again`, onclick: async () => { try { draw(await ask(at(state.community, `phrases/${encodeURIComponent(phrase)}`), "DELETE")); tell("This text is judged again."); } catch (error) { tell(error.message); } } }, "Judge again"))))
      : el("p.help", "No text is allowed. A case that is called not spam puts its texts here for 30 days."));
  }

  function read(control) {
    const text = control.value.trim(), kind = control.dataset.kind, lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
    if (kind === "switch") return control.checked;
    if (kind === "rungs") return lines.map((line) => line.split(",").map((each) => each.trim()).filter(Boolean));
    if (kind === "names") return lines;
    if (!text) return undefined;
    if (kind === "steps") return lines;
    return kind === "whole" && /^-?\d+$/.test(text) ? Number(text) : text;
  }

  async function save(event) {
    event.preventDefault();
    const plain = { threads: {} };
    for (const control of event.target.querySelectorAll("[data-kind]")) {
      const given = read(control);
      if (control.dataset.thread) { if (given !== "auto") plain.threads[control.dataset.thread] = { place: given }; continue; }
      const names = control.name.split(".");
      let inside = plain;
      for (const name of names.slice(0, -1)) inside = inside[name] ??= {};
      if (given !== undefined) inside[names.at(-1)] = given;
    }
    try {
      const told = await ask(at(state.community, "settings"), "PUT", { settings: plain, revision: pane.revision, by: state.who() });
      draw(told);
      tell(`Saved as revision ${told.revision}.`);
      saved(told);
    } catch (error) {
      dialog.querySelector(".failure").textContent = error.message;
      show(error.errors);
    }
  }

  function show(errors) {
    for (const control of dialog.querySelectorAll("[data-kind]")) { control.removeAttribute("aria-invalid"); find(`${control.id}-error`).textContent = ""; }
    let first = null;
    for (const { field: key, detail } of errors) {
      const control = [...dialog.querySelectorAll("[data-kind]")].find((each) => each.name === key || each.name.startsWith(`${key}.`));
      if (!control) { dialog.querySelector(".failure").textContent += ` ${key}: ${detail}`; continue; }
      control.setAttribute("aria-invalid", "true");
      find(`${control.id}-error`).textContent = detail[0].toUpperCase() + detail.slice(1);
      first ??= control;
    }
    first?.focus({ preventScroll: true });
    first?.closest(".field").scrollIntoView({ block: "center" });
  }

  return { open };
}
