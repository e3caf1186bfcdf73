// The left pane: a thread as its readers see it, and a composer.
import { ask, at } from "./api.js";
import { el, find, soon, tell } from "./dom.js";
import { count, moment, named } from "./words.js";

export function thread(state, goTo) {
  const pane = find("thread");
  const kicker = el("p.kicker"), topic = el("h2.words", { id: "topic", dir: "auto" });
  const progress = el("span.progress", { role: "status" });
  const play = el("button.main", { type: "button", id: "play", onclick: founding }, "Play the founding page");
  const chooser = el("input", { type: "file", accept: ".jsonl,.ndjson,.json,.txt", hidden: true, id: "file", onchange: () => replay(chooser.files[0]) });
  const open = el("button", { type: "button", onclick: () => chooser.click() }, "Replay a file…");
  const away = el("button", { type: "button", hidden: true, onclick: discard }, "Throw this replay away");
  const picker = el("select", { "aria-label": "Thread", onchange: () => { wanted = picker.value; load(); } });
  const report = el("div", { role: "status" });
  const list = el("ol.comments", { "aria-label": "Comments" });
  const names = el("datalist", { id: "accounts" });
  const author = el("input", { id: "author", list: "accounts", maxlength: 256, autocomplete: "off", spellcheck: false, value: "reader", required: true });
  const text = el("textarea", { id: "text", rows: 1, maxLength: 4000, placeholder: "Write a comment", "aria-label": "Comment" });
  const send = el("button.main", { type: "submit" }, "Comment");
  const failure = el("p.error", { role: "alert" });
  const composer = el("form.composer", { onsubmit: post, "aria-label": "Write a comment" }, text,
    el("div.row", el("label", "Post as", author), names, el("span.hint", "Ctrl + Enter posts"), send), failure);
  pane.replaceChildren(el("div.thread-in", el("header.story", kicker, topic, el("div.tools", play, open, chooser, away, picker, progress), report), list, composer));
  text.addEventListener("keydown", (key) => { if (key.key === "Enter" && (key.ctrlKey || key.metaKey)) composer.requestSubmit(); });

  let wanted = "", shown = null, seen = null, drawn = "", newest = 200;
  const unfolded = new Set();

  async function load() {
    const community = state.community;
    let view;
    try {
      view = await ask(at(community, `thread?newest=${newest}&thread=${encodeURIComponent(wanted)}`));
    } catch (error) {
      if (!shown) list.replaceChildren(el("li.empty", el("h3", "The thread cannot be shown"), el("p", error.message), el("button", { type: "button", onclick: load }, "Try again")));
      return;
    }
    if (community === state.community) draw(view);
  }

  function draw(view) {
    const signature = JSON.stringify([state.community, view]);
    if (signature === drawn) return;
    drawn = signature;
    const stick = pane.scrollHeight - pane.scrollTop - pane.clientHeight < 120;
    const focus = document.activeElement?.dataset?.key;
    shown = view;
    kicker.replaceChildren(state.community === "local" ? "An article and its comments" : state.replay ? "A replay" : state.community,
      view.count ? el("span", count(view.count, "comment")) : "");
    topic.textContent = view.topic || view.thread || "No thread yet";
    play.textContent = view.comments.length ? "Play it again" : "Play the founding page";
    play.disabled = view.playing;
    play.hidden = state.community !== "local";
    away.hidden = !state.replay;
    picker.hidden = view.threads.length < 2;
    picker.replaceChildren(...view.threads.map((each) => el("option", { value: each.name, selected: each.name === view.thread }, each.name)));
    if (!view.playing) progress.textContent = "";
    names.replaceChildren(...[...new Set(view.comments.map((each) => each.author))].sort().map((name) => el("option", { value: name })));
    const visible = new Set(view.comments.filter((each) => !each.hidden).map((each) => each.id));
    list.replaceChildren(...items(view, visible));
    seen = visible;
    if (focus) list.querySelector(`[data-key="${CSS.escape(focus)}"]`)?.focus();
    if (stick && (view.playing || seen)) pane.scrollTop = pane.scrollHeight;
  }

  function items(view, visible) {
    if (!view.comments.length) {
      return [el("li.empty", el("h3", "Nobody has commented yet"),
        el("p", "Play the founding page: ten comments that drowned a thread, among ordinary ones. Or write some yourself, and say the same thing three times."))];
    }
    const folds = new Map(), anchors = new Map();
    for (const each of view.comments) {
      if (!each.incident) continue;
      if (each.hidden) folds.set(each.incident, [...(folds.get(each.incident) ?? []), each]);
      else if (!anchors.has(each.incident)) anchors.set(each.incident, each.id);
    }
    const made = [];
    if (view.count > view.comments.length && newest < 1000) {
      made.push(el("li.end", el("button.link", { type: "button", "data-key": "earlier", onclick: () => { newest = Math.min(1000, newest + 400); load(); } }, "Show earlier comments")));
    }
    let loose = []; // hidden ones without a case of their own, as a campaign's: neighbours fold together
    view.comments.forEach((each, i) => {
      const own = folds.get(each.incident) ?? [];
      if (!each.hidden) made.push(comment(each, seen && !seen.has(each.id)));
      const here = anchors.has(each.incident) ? anchors.get(each.incident) === each.id : own[0]?.id === each.id;
      if (own.length && here) {
        made.push(fold(each.incident, own));
        const notice = view.notices.find((told) => told.account === each.author);
        if (notice) made.push(el("li.notice", "Hush to ", named(each.author), ": the same comment was posted several times here, so the copies are hidden. Please say it once. ", moment(notice.at)));
      } else if (each.hidden && !each.incident) {
        loose.push(each);
        const next = view.comments[i + 1];
        if (next?.hidden && !next.incident) return;
        made.push(fold(loose[0].id, loose));
        loose = [];
      }
    });
    return made;
  }

  function comment(each, arrives) {
    const face = el("span.face", { "aria-hidden": "true" }, [...each.author.replace(/^[^\p{L}\p{N}]+/u, "")][0]?.toUpperCase() ?? "?");
    return el(`li.comment${arrives ? ".arrives" : ""}`, { "data-id": each.id }, face,
      el("div", el("p.by", named(each.author), moment(each.at)), el("p.words", { dir: "auto" }, each.text)));
  }

  function fold(incident, copies) {
    const key = `fold-${incident}`, isOpen = unfolded.has(key);
    const inside = el("ol", { hidden: !isOpen, id: key }, copies.map((each) => el("li", el("span.words", { dir: "auto" }, each.text), moment(each.at))));
    const toggle = el("button.link", { type: "button", "data-key": key, "aria-expanded": String(isOpen), "aria-controls": key,
      "aria-label": `${isOpen ? "Fold" : "Show"} ${count(copies.length, "copy", "copies")} hidden by Hush`,
      onclick: () => { if (!unfolded.delete(key)) unfolded.add(key); drawn = ""; draw(shown); } }, isOpen ? "fold" : "show");
    return el("li.fold", { "data-incident": incident }, el("p.says", el("span", `${count(copies.length, "copy", "copies")} hidden by Hush`), el("span", { "aria-hidden": "true" }, "·"), toggle), inside);
  }

  async function post(event) {
    event.preventDefault();
    failure.textContent = "";
    if (!text.value.trim()) { failure.textContent = "Write something first."; text.focus(); return; }
    send.disabled = true;
    try {
      const said = await ask(at(state.community, "comments"), "POST", { thread: shown?.thread || "page", author: author.value.trim(), text: text.value, topic: shown?.topic ?? "" });
      text.value = "";
      if (!said.judged) tell("Posted. The store is away, so it will be judged when it is back.");
      else if (said.flag) tell(`Noticed: ${said.reason}`);
    } catch (error) {
      failure.textContent = error.message.replace(/^(author|text): /, "");
    }
    send.disabled = false;
    text.focus();
    pane.scrollTop = pane.scrollHeight;
  }

  async function founding() {
    play.disabled = true;
    wanted = "";
    report.replaceChildren();
    try {
      await ask(at(state.community, "play"), "POST", state.pace === null ? {} : { seconds: state.pace });
      progress.textContent = "Playing";
      pane.scrollTop = pane.scrollHeight;
    } catch (error) { tell(error.message); play.disabled = false; }
  }

  async function replay(file) {
    if (!file) return;
    chooser.value = "";
    try {
      if (file.size > 4 * 1024 * 1024) throw new Error(`${file.name} is too large: a replay takes at most 4 MiB`);
      const started = await ask(`replays${state.pace === null ? "" : `?seconds=${state.pace}`}`, "POST", file, "application/x-ndjson");
      await goTo(started.community);
      const bad = started.bad.length + started.more_bad;
      report.replaceChildren(el("p.why", `${file.name}: ${count(started.comments, "comment")}, moved in time so that it ends now; it was recorded until `, moment(started.recorded), "."),
        ...(bad ? [el("details", { open: true }, el("summary", `${count(bad, "line")} left out`),
          el("ul", started.bad.map((each) => el("li.words", `line ${each.line}: ${each.why}`)), started.more_bad ? el("li", `and ${started.more_bad} more`) : null))] : []));
    } catch (error) {
      report.replaceChildren(el("p.banner.words", { role: "alert" }, error.message));
    }
  }

  async function discard() {
    try { await ask(`replays/${encodeURIComponent(state.community)}`, "DELETE"); await goTo("local"); } catch (error) { tell(error.message); }
  }

  return {
    load, replay, again: soon(load),
    progress(told) { progress.textContent = `Playing ${told.replace("/", " of ")}`; const [done, all] = told.split("/"); if (done === all) { progress.textContent = ""; setTimeout(load, 300); } },
    clear() { wanted = ""; shown = null; seen = null; drawn = ""; newest = 200; unfolded.clear(); report.replaceChildren(); list.replaceChildren(el("li.loading", { "aria-label": "Loading" }, el("span"), el("span"), el("span"))); },
  };
}
