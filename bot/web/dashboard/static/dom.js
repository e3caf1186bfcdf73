// Elements, made without markup: what accounts write only ever becomes text.

/** An element: el("p.words", {lang: "de"}, "text", child, ...). Handlers are given as onclick and the like. */
export function el(kind, ...rest) {
  const [tag, ...classes] = kind.split(".");
  const made = document.createElement(tag);
  if (classes.length) made.className = classes.join(" ");
  for (const each of rest.flat()) {
    if (each === null || each === undefined || each === false) continue;
    if (each instanceof Node || typeof each === "string" || typeof each === "number") made.append(each);
    else for (const [name, value] of Object.entries(each)) set(made, name, value);
  }
  return made;
}

function set(made, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
  else if (name in made && !name.startsWith("aria") && name !== "list" && name !== "form") made[name] = value;
  else made.setAttribute(name, value === true ? "" : value);
}

export const find = (id) => document.getElementById(id);

/** Say something to a screen reader, and show it to everyone else for a moment. */
export function tell(text) {
  find("told").textContent = text;
  const toast = el("p.toast.arrives", text);
  find("toasts").append(toast);
  setTimeout(() => toast.remove(), 5000);
}

/** Run soon, once, however often it is asked for. */
export function soon(work, wait = 80) {
  let timer = 0;
  return () => { timer ||= setTimeout(() => { timer = 0; work(); }, wait); };
}
