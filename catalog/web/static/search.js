// Suggestions under the search box (ARIA combobox). Without this script the form works as it stands.
"use strict";

const PAUSE = 120; // Milliseconds without a keystroke after which the catalog is asked.

for (const form of document.querySelectorAll("form[data-suggestions]")) attach(form);

function attach(form) {
  const box = form.querySelector('input[name="text"]');
  const said = form.querySelector("[data-said]");
  const list = document.createElement("ul");
  let shown = [];
  let chosen = -1;
  let timer = 0;
  let asking = null;

  list.id = `${box.id}-suggested`;
  list.className = "suggested";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.querySelector("label").textContent);
  box.after(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
    box.setAttribute(name, value);
  }

  box.addEventListener("input", (event) => {
    // While characters are being composed, what stands in the box is spelling and no text yet.
    if (!event.isComposing) later();
  });
  box.addEventListener("compositionend", later);
  box.addEventListener("keydown", press);
  box.addEventListener("blur", close);
  // The box keeps the focus, so that it does not lose it before the click arrives.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const line = event.target.closest("li");
    if (line) location.assign(shown[line.dataset.at].address);
  });

  function later() {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  }

  async function ask() {
    asking?.abort();
    const text = box.value.trim();
    if (!text) return close();
    asking = new AbortController();
    const address = new URL(form.dataset.suggestions, location.href);
    address.searchParams.set("text", text);
    try {
      const answer = await fetch(address, { signal: asking.signal, headers: { Accept: "application/json" } });
      // Whoever is no longer signed in is sent elsewhere; the form will say so when it is sent.
      if (answer.ok && !answer.redirected) open(await answer.json());
    } catch {
      close(); // Nothing can be suggested now; the form still works.
    }
  }

  function open(found) {
    shown = found;
    list.replaceChildren(...found.map(line));
    mark(-1);
    list.hidden = !found.length;
    box.setAttribute("aria-expanded", String(!list.hidden));
    if (said) said.textContent = found.length ? `${found.length} ${said.dataset.said}` : "";
  }

  function close() {
    clearTimeout(timer);
    asking?.abort();
    open([]);
  }

  function line(one, at) {
    const made = document.createElement("li");
    const text = document.createElement("span");
    const kind = document.createElement("span");
    text.lang = "zh-CN"; // It is data, whatever the language of the page.
    text.append(...pieces(one.text, one.spans));
    kind.textContent = one.kind;
    made.append(text, " ", kind);
    made.id = `${list.id}-${at}`;
    made.dataset.at = at;
    made.setAttribute("role", "option");
    made.setAttribute("aria-selected", "false");
    return made;
  }

  function press(event) {
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) close();
    else if (event.key === "ArrowDown" && list.hidden) return void ask();
    else if (event.key === "ArrowDown") mark(chosen + 1);
    else if (event.key === "ArrowUp" && !list.hidden) mark(chosen - 1);
    else if (event.key === "Enter" && chosen >= 0) location.assign(shown[chosen].address);
    else return;
    event.preventDefault();
  }

  // Beyond the last line, and before the first, stands the box itself.
  function mark(at) {
    const lines = [...list.children];
    chosen = at < -1 ? lines.length - 1 : at >= lines.length ? -1 : at;
    lines.forEach((each, place) => each.setAttribute("aria-selected", String(place === chosen)));
    if (chosen < 0) return box.removeAttribute("aria-activedescendant");
    box.setAttribute("aria-activedescendant", lines[chosen].id);
    lines[chosen].scrollIntoView({ block: "nearest" });
  }
}

// Spans count characters as the server does: by code points.
function pieces(text, spans) {
  const characters = [...text];
  const made = [];
  let from = 0;
  for (const [begin, end] of spans) {
    const hit = document.createElement("mark");
    hit.textContent = characters.slice(begin, end).join("");
    made.push(characters.slice(from, begin).join(""), hit);
    from = end;
  }
  return [...made, characters.slice(from).join("")];
}
