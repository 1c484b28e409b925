"use strict";

// Keys.

const KEYS = [
  ["Enter", "confirm and go to the next unreviewed unit (Ctrl+Enter while editing)"], ["e", "edit the translation; Escape leaves it"],
  ["r", "reject"], ["c", "comment; Enter saves it"], ["n", "next unreviewed unit"], ["u", "undo what you did last (or Ctrl+Z)"],
  ["j or ↓", "one unit on"], ["k or ↑", "one unit back"], ["1 … 9", "take a suggestion (Alt+1 … 9 while editing)"], ["g", "add a term to the glossary"],
  ["m", "fix a name everywhere"], ["d", "draft again, where there is an engine"], ["/", "search"], ["?", "these keys"],
];

const BY_KEY = {
  Enter: () => act("confirm"), e: edit, F2: edit, r: () => act("reject"), c: comment, n: nextOpen, u: undo,
  j: () => choose(aim + 1), ArrowDown: () => choose(aim + 1), k: () => choose(aim - 1), ArrowUp: () => choose(aim - 1),
  g: addTerm, m: fixName, d: draftAgain,
  "/": () => { byId("filter-box").open = true; byId("text").focus(); }, "?": showKeys,
};

const MOVES = ["j", "k", "ArrowDown", "ArrowUp"];

function showKeys() { byId("keys").showModal(); }

document.addEventListener("keydown", event => {
  if (event.isComposing || document.querySelector("dialog[open]")) return;
  const field = event.target.closest("input, textarea, select"), box = targetBox();
  if (field) {
    if (event.key === "Escape") { event.preventDefault(); shown.get(here)?.focus({preventScroll: true}); }
    if (field === box && event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); act("confirm"); }
    if (field === box && event.altKey && /^[1-9]$/.test(event.key)) { event.preventDefault(); takeSuggestion(Number(event.key) - 1); }
    return;
  }
  if (byId("units").hidden) return;
  if ((event.ctrlKey || event.metaKey) && event.key === "z") { event.preventDefault(); undo(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  // Single keys act in the list alone, so that no word said to a computer confirms a unit elsewhere.
  if (!event.target.closest("#list") && event.target !== document.body && event.key !== "?") return;
  if (event.target.closest("button") && (event.key === "Enter" || event.key === " ")) return;
  if (/^[1-9]$/.test(event.key)) { event.preventDefault(); takeSuggestion(Number(event.key) - 1); return; }
  const work = BY_KEY[event.key];
  // A key that is held down goes on through the list; it decides nothing more.
  if (work) { event.preventDefault(); if (!event.repeat || MOVES.includes(event.key)) work(); }
});

byId("list").addEventListener("scroll", () => requestAnimationFrame(draw), {passive: true});
byId("space").addEventListener("click", event => {
  const article = event.target.closest(".unit");
  if (article && Number(article.dataset.at) !== here) choose(Number(article.dataset.at));
});
window.addEventListener("resize", () => { place(); draw(); });

let waiting = 0;
for (const name of FILTERS) byId(name).addEventListener(byId(name).matches("select") ? "change" : "input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => load(current()?.id).then(remember).catch(complain), byId(name).matches("select") ? 0 : PAUSE);
});
byId("filters").addEventListener("submit", event => event.preventDefault());
// No listener for "reset": a script that resets the form loads a view of its own.
byId("show-all").addEventListener("click", () => { byId("filters").reset(); load(current()?.id).then(remember).catch(complain); });
byId("keys-button").addEventListener("click", showKeys);
byId("key-list").append(...KEYS.flatMap(([key, what]) => [element("dt", "", element("kbd", "", key)), element("dd", "", what)]));
byId("reviewer").addEventListener("change", () => localStorage.setItem("duizhao:reviewer", reviewer()));
