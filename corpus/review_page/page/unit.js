"use strict";

// The current unit.

function current() { return here >= 0 ? units.get(view.places[here]) : undefined; }

async function choose(i, focus = true) {
  if (i < 0 || i >= view.places.length) return;
  const list = view;
  aim = i;
  if (!units.has(view.places[i])) await fetchUnits([view.places[i]]);
  if (view !== list && view.places[i] !== list.places[i] || aim !== i) return;  // Another one was asked for meanwhile.
  const before = shown.get(here), left = current();
  here = i;
  detail = null;
  if (before && left) fill(before, left);
  const unit = current();
  if (!unit) return;
  const article = shown.get(i) || put(i, unit);
  open(article, unit);
  draw();
  see(article);
  if (focus) article.focus({preventScroll: true});
  remember();
  look(unit);  // Nobody waits for flags and suggestions: the next act may come before them.
}

// Of several looks the last one counts. The unit may have been fetched again meanwhile, as another object.
let looking = 0;
async function look(unit) {
  const number = ++looking;
  const said = await ask("unit", {id: unit.id}).catch(error => { complain(error); return null; });
  if (said === null || number !== looking || current()?.id !== unit.id) return;
  detail = said;
  explain();
  draw();
  see(shown.get(here));
  if (targetBox() && targetBox().value !== unit.target) recheck();
  const more = await ask("suggestions", {id: unit.id}).catch(() => null);
  if (more === null || detail !== said) return;
  detail.suggestions = more.suggestions;
  suggest(shown.get(here));
  draw();
  see(shown.get(here));
}

function see(article) {
  if (!article) return;
  const list = byId("list"), top = topOf(here), bottom = top + article.offsetHeight;
  if (top < list.scrollTop + rowHeight / 2) list.scrollTop = Math.max(0, top - rowHeight / 2);
  else if (bottom > list.scrollTop + list.clientHeight - rowHeight / 2) list.scrollTop = Math.min(top, bottom - list.clientHeight + rowHeight / 2);
}

function open(article, unit) {
  article.classList.add("here");
  const source = element("div", "source full", unit.source);
  source.lang = langOf(unit.source_tag);
  const behind = element("div", "behind"), target = element("textarea", "target");
  target.value = typed(unit) ?? unit.target;
  target.lang = langOf(unit.target_tag);
  target.setAttribute("aria-label", "Translation");
  target.setAttribute("aria-describedby", "flags-here");
  target.rows = 1;
  target.spellcheck = true;
  behind.setAttribute("aria-hidden", "true");
  behind.lang = target.lang;
  target.addEventListener("input", () => { keepTyped(unit, target.value); paint(); recheck(); });
  const comment = element("input", "");
  comment.id = "comment-here";
  comment.value = unit.comment || "";
  comment.maxLength = 2000;
  comment.addEventListener("keydown", event => { if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); act("comment"); } });
  const commentLabel = element("label", "comment", "Comment ", comment);
  const acts = element("div", "acts",
    button("Confirm & next", "Enter", () => act("confirm"), "first"), button("Edit", "e", edit), button("Reject", "r", () => act("reject")),
    button("Save comment", "c", () => act("comment")), button("Next unreviewed", "n", nextOpen), button("Undo", "u", undo),
    corpus.has_documents ? button("Add term", "g", addTerm) : null, button("Fix name", "m", fixName),
    corpus.drafts ? button("Draft again", "d", draftAgain) : null);
  const flags = element("ul", "flags");
  flags.id = "flags-here";
  const said = unit.origin + ", " + unit.document + ", segment " + unit.index;
  article.replaceChildren(meta(unit), source, element("div", "field", behind, target),
    element("div", "wide", flags, element("div", "suggestions-box"), commentLabel, acts, element("ul", "history"), element("div", "place", said)));
  paint();
}

function keepTyped(unit, text) {
  if (text === unit.target) forget(unit);
  else localStorage.setItem(typedKey(unit), text);
}

function targetBox() { return shown.get(here)?.querySelector("textarea"); }

// Marks: offsets count characters as Python does, not the halves of UTF-16.

function marked(box, text, marks) {
  const chars = Array.from(text), parts = [];
  let at = 0;
  for (const mark of marks || []) {
    if (mark.start < at || mark.end > chars.length) continue;
    parts.push(chars.slice(at, mark.start).join(""));
    const made = element("mark", `${mark.kind}${mark.matched ? "" : " lost"}`, chars.slice(mark.start, mark.end).join(""));
    made.title = mark.said;
    parts.push(made);
    at = mark.end;
  }
  parts.push(chars.slice(at).join(""));
  box.replaceChildren(...parts);
}

function paint() {
  const article = shown.get(here), unit = current(), box = targetBox();
  if (!article || !box) return;
  const marks = detail && detail.id === unit.id ? detail.marks : null;
  marked(article.querySelector(".source"), unit.source, marks && marks.source);
  marked(article.querySelector(".behind"), box.value + "\u200b", marks && marks.text === box.value ? marks.target : []);
  draw();
}

function explain() {
  const article = shown.get(here), unit = current();
  if (!article || !detail) return;
  article.querySelector(".flags").replaceChildren(...detail.flags.map(flag => {
    const line = element("li", flag.severity, element("b", "", flag.sentence), " ", flag.message, " ", element("i", "", flag.remedy));
    return line;
  }));
  article.querySelector(".history").replaceChildren(...detail.history.map(told));
  suggest(article);
  paint();
}

function told(one) {
  const what = ["confirmed", "edited", "amended", "corrected"].includes(one.kind) ? `${one.kind}: ${one.target}` : one.kind;
  return element("li", "", element("span", "place", `${one.reviewer}, ${when(one.date)}`), element("span", "", what + (one.comment ? ` (${one.comment})` : "")));
}

function when(date) { return date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d).*/, "$1-$2-$3 $4:$5"); }

let rechecking = 0;
function recheck() {
  clearTimeout(rechecking);
  rechecking = setTimeout(async () => {
    const unit = current(), box = targetBox();
    if (!unit || !box) return;
    const text = box.value;
    const said = await tell("check", {unit: unit.id, target: text}).catch(() => null);
    if (!said || current()?.id !== unit.id || !detail || targetBox()?.value !== text) return;
    detail.flags = said.flags;
    detail.marks = said.marks;
    explain();
  }, PAUSE);
}

function suggest(article) {
  if (!article) return;
  const list = element("ul", "suggestions");
  (detail.suggestions || []).forEach((one, i) => {
    const take = button("Take", i < 9 ? String(i + 1) : "", () => takeSuggestion(i));
    list.append(element("li", "", take, element("span", "said", one.target), element("span", "place", one.said)));
  });
  article.querySelector(".suggestions-box").replaceChildren(...(list.children.length ? [list] : []));
}

function takeSuggestion(i) {
  const one = detail?.suggestions?.[i], box = targetBox(), unit = current();
  if (!one || !box) return;
  box.value = one.target;
  keepTyped(unit, one.target);
  paint();
  recheck();
}
