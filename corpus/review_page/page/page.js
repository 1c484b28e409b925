"use strict";

// The review page. No library, no build step; what is said by the server is put in as text, never as markup.

const byId = name => document.getElementById(name);
const FILTERS = ["text", "document", "state", "flag", "origin", "low", "high", "order"];
const AROUND = 12, AT_ONCE = 100, POLL = 1500, PAUSE = 250;

const corpus = {name: "", edition: 0, version: 0};
let view = {places: [], decided: []};
let here = -1;                      // Where in the view the current unit is.
let aim = -1;                       // Where it will be when the unit that was asked for last has come.
const units = new Map();            // By place, those that were fetched.
const asked = new Set();            // Places that are being fetched.
const shown = new Map();            // The articles that stand in the list, by where in the view.
let detail = null;                  // What the server says of the current unit.
let rowHeight = 84;
let sentences = {};                 // Flags in words.

function element(name, kind, ...children) {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  made.append(...children.filter(child => child !== null && child !== undefined));
  return made;
}

function button(text, key, act, kind) {
  const made = element("button", kind, text, key ? element("kbd", "", key) : null);
  made.type = "button";
  if (key) made.setAttribute("aria-keyshortcuts", key.replace("Ctrl+", "Control+"));
  made.addEventListener("click", event => { event.stopPropagation(); act(); });
  return made;
}

// Talking to the server.

async function ask(name, values) {
  const query = new URLSearchParams(values);
  return answer(await fetch(`/api/${name}?${query}`, {cache: "no-store"}));
}

async function tell(name, values) {
  return answer(await fetch(`/api/${name}`, {method: "POST", headers: {"content-type": "application/json"}, body: JSON.stringify(values)}));
}

async function answer(response) {
  if (response.status === 403) throw new Error("the server was started anew: open the address that it printed last");
  const said = await response.json().catch(() => ({error: `the server says ${response.status}`}));
  if (!response.ok) throw new Error(said.error);
  return said;
}

function complain(error) {
  const box = byId("error");
  const lost = error instanceof TypeError;
  box.textContent = lost ? "The server does not answer. What you saved is kept; what you typed stays in this page." : `Not done: ${error.message}`;
  box.hidden = false;
  say(lost ? "no server" : "not saved", true);
}

function calm() { byId("error").hidden = true; }

function say(text, bad) {
  byId("saved").textContent = text;
  byId("saved").classList.toggle("bad", Boolean(bad));
}

// Acts one after the other: what was pressed first is kept first.
let queue = Promise.resolve();
function inTurn(work) {
  queue = queue.then(work).catch(complain);
  return queue;
}

// Filters stand in the address, so that a view can be kept and sent.

function chosen() {
  const values = {};
  for (const name of FILTERS) if (byId(name).value) values[name] = byId(name).value;
  return values;
}

function remember() {
  const parts = new URLSearchParams(chosen());
  const which = current();
  if (which) parts.set("at", which.id);
  const open = document.querySelector("nav button[aria-pressed=true]").dataset.view;
  if (open !== "units") parts.set("view", open);
  for (const [name, value] of Object.entries(extra)) if (value) parts.set(name, value);
  history.replaceState(null, "", parts.size ? `#${parts.toString().replaceAll("+", "%20")}` : location.pathname);
}

const extra = {};

function wanted() { return new URLSearchParams(location.hash.slice(1).replaceAll("+", "%2B")); }

function follow() {
  const parts = wanted();
  byId("filters").reset();
  for (const name of FILTERS) if (parts.has(name)) byId(name).value = parts.get(name);
  if (parts.has("pair")) extra.pair = parts.get("pair");
  show(parts.get("view") || "units", false);
  return load(parts.get("at"));
}

function sayFilters() {
  const values = Object.entries(chosen()).map(([name, value]) => {
    const field = byId(name);
    return field.matches("select") ? field.selectedOptions[0].textContent : `${name} ${value}`;
  });
  byId("filter-said").textContent = values.length ? values.join(", ") : "everything";
}

// The list: only what can be seen stands in the page.

// Everything is fetched before anything is changed, so that there is a current unit at every moment: a key that is
// pressed meanwhile acts on what is shown. Of several views that are asked for the last one is shown.
let loading = 0;
async function load(at) {
  const number = ++loading, values = chosen();
  const [said, row] = await Promise.all([ask("view", values), at ? ask("unit", {id: at}).catch(() => null) : null]);
  if (number !== loading) return;
  const decided = Uint8Array.from(said.decided, Number);
  const wished = row ? said.places.indexOf(row.place) : -1, first = wished >= 0 ? wished : Math.max(decided.indexOf(0), 0);
  if (said.places.length && !units.has(said.places[first])) await fetchUnits([said.places[first]]);
  if (number !== loading) return;
  view = {places: said.places, decided};
  corpus.version = Math.max(corpus.version, said.version);
  corpus.edition = said.edition;
  for (const article of shown.values()) article.remove();
  shown.clear();
  detail = null;
  here = aim = -1;
  sayFilters();
  count();
  byId("list").scrollTop = 0;
  place();
  if (view.places.length) await choose(first, false);
  else draw();
  complete(said.complete);
}

// While the server still reads units, more of them come.

function complete(all) {
  clearTimeout(reading);
  if (!all) {
    say(`reading … ${view.places.length} units`);
    reading = setTimeout(() => grow().catch(complain), 600);
  } else if (reading) {
    reading = 0;
    say("");
    start(true).catch(complain);
  }
}
let reading = 0;

async function grow() {
  const values = chosen(), which = view.places[here];
  const said = await ask("view", values);
  const same = said.places.slice(0, view.places.length).join() === view.places.join();
  if (!same || which === undefined) return load(current()?.id);
  view = {places: said.places, decided: Uint8Array.from(said.decided, Number)};
  for (const article of shown.values()) article.setAttribute("aria-setsize", view.places.length);
  count();
  draw();
  return complete(said.complete);
}

function count() {
  const done = view.decided.reduce((sum, one) => sum + one, 0);
  byId("count").textContent = `${done} of ${view.places.length} reviewed`;
}

function place() {
  const probe = element("article", "unit");
  byId("space").append(probe);
  rowHeight = probe.offsetHeight || rowHeight;
  probe.remove();
}

function extraHeight() {
  const article = shown.get(here);
  return article ? Math.max(0, article.offsetHeight - rowHeight) : 0;
}

function topOf(i) { return i * rowHeight + (here >= 0 && i > here ? extraHeight() : 0); }

function draw() {
  const list = byId("list");
  const more = extraHeight();
  byId("space").style.height = `${view.places.length * rowHeight + more}px`;
  const top = list.scrollTop, bottom = top + list.clientHeight;
  const at = y => Math.floor((here >= 0 && y > here * rowHeight + rowHeight ? Math.max(y - more, here * rowHeight) : y) / rowHeight);
  const first = Math.max(0, at(top) - AROUND), last = Math.min(view.places.length - 1, at(bottom) + AROUND);
  for (const [i, article] of shown) if ((i < first || i > last) && i !== here) { article.remove(); shown.delete(i); }
  const missing = [];
  for (let i = first; i <= last; i++) {
    const unit = units.get(view.places[i]);
    if (!unit) { if (!asked.has(view.places[i])) missing.push(view.places[i]); continue; }
    if (!shown.has(i)) put(i, unit);
  }
  for (const [i, article] of shown) article.style.top = `${topOf(i)}px`;
  if (missing.length) fetchUnits(missing);
}

function put(i, unit) {
  const article = element("article", "unit");
  article.tabIndex = -1;
  article.dataset.at = i;
  article.setAttribute("aria-posinset", i + 1);
  article.setAttribute("aria-setsize", view.places.length);
  fill(article, unit);
  // Articles stand in the page in the order of the list, for those who hear it.
  let next = null;
  for (const [j, other] of shown) if (j > i && (next === null || j < Number(next.dataset.at))) next = other;
  byId("space").insertBefore(article, next);
  shown.set(i, article);
  return article;
}

async function fetchUnits(places) {
  for (let start = 0; start < places.length; start += AT_ONCE) {
    const part = places.slice(start, start + AT_ONCE);
    part.forEach(one => asked.add(one));
    try {
      const said = await ask("units", {places: part.join(",")});
      said.units.forEach(keepUnit);
    } catch (error) { complain(error); }
    part.forEach(one => asked.delete(one));
  }
  draw();
}

function keepUnit(unit) {
  units.set(unit.place, unit);
  if (units.size > 5000) for (const one of units.keys()) { if (units.size <= 4000) break; if (one !== view.places[here]) units.delete(one); }
}

const STATES = {"": "unreviewed", confirmed: "confirmed", edited: "edited", rejected: "rejected", copied: "left as the source"};

function stateOf(unit) {
  const word = unit.state || unit.origin !== "reviewed" ? STATES[unit.state] : "reviewed";
  return unit.conflict ? `${word}, in conflict` : word;
}

function meta(unit) {
  const score = element("b", "", unit.score === null ? "–" : unit.score.toFixed(3));
  score.title = "score: the probability that the draft can be used";
  const state = element("div", `state-${unit.state}${unit.conflict ? " in-conflict" : ""}`, stateOf(unit));
  const flags = element("div", "", unit.codes.join(", "));
  return element("div", "meta", score, state, flags, unit.comment ? element("div", "", "comment") : null);
}

function langOf(tag) { return tag; }

function fill(article, unit) {
  article.classList.remove("here");
  article.setAttribute("aria-label", `${unit.source} ${stateOf(unit)}`);
  const source = element("div", "clip source", unit.source), target = element("div", "clip target", typed(unit) ?? unit.target);
  source.lang = langOf(unit.source_tag);
  target.lang = langOf(unit.target_tag);
  if (unit.state === "rejected" || unit.state === "copied") target.classList.add("rejected-text");
  article.replaceChildren(meta(unit), source, target);
  if (typed(unit) !== null) article.firstChild.append(element("div", "bad", "typed, not saved"));
}

// What is typed and not yet confirmed outlives the page.

function typedKey(unit) { return `duizhao:${corpus.name}:${unit.id}`; }

function typed(unit) {
  const kept = localStorage.getItem(typedKey(unit));
  return kept === null || kept === unit.target ? null : kept;
}

function forget(unit) { localStorage.removeItem(typedKey(unit)); }

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

// Acts. A unit is shown as saved when the server says that it is on the disk.

function reviewer() { return byId("reviewer").value.trim(); }

const VERDICTS = ["confirm", "reject"];
const deciding = new Set();         // Units with a verdict that is on its way: a second key means one that is not shown yet.

function act(name, more = {}) {
  const unit = current(), at = here, was = view.decided[here], decides = VERDICTS.includes(name);
  if (!unit || decides && deciding.has(unit.id)) return undefined;
  if (decides) deciding.add(unit.id);
  const values = {act: name, unit: unit.id, reviewer: reviewer(), target: targetBox()?.value ?? unit.target, ...more};
  const comment = byId("comment-here")?.value.trim();
  if (comment && (name === "comment" || comment !== (unit.comment || ""))) values.comment = comment;
  return inTurn(async () => {
    say("saving …");
    const said = await tell("act", values).finally(() => deciding.delete(unit.id));
    calm();
    forget(unit);
    done.push(unit.id);
    keepDone();
    takeIn(said.units);
    say("saved");
    if (decides) await choose(was ? Math.min(at + 1, view.places.length - 1) : after(at));
    else shown.get(here)?.focus({preventScroll: true});
  });
}

// What this window did, the last at the end: what undo takes back.
let done = JSON.parse(sessionStorage.getItem("done") || "[]");
function keepDone() { sessionStorage.setItem("done", JSON.stringify(done.slice(-500))); }

function undo() {
  return inTurn(async () => {
    const unit = current(), id = done.at(-1) ?? unit?.id;
    if (!id) return;
    say("taking back …");
    const said = await tell("act", {act: "undo", unit: id, reviewer: reviewer()});
    calm();
    done.pop();
    keepDone();
    takeIn(said.units);
    say("taken back");
    const i = view.places.indexOf((said.units.find(one => one.id === id) || said.units[0]).place);
    if (i >= 0) await choose(i);
  });
}

function takeIn(changed) {
  const where = new Map(changed.map(unit => [unit.place, unit]));
  for (const unit of changed) units.set(unit.place, unit);
  view.places.forEach((one, i) => {
    const unit = where.get(one);
    if (!unit) return;
    view.decided[i] = unit.state || unit.origin === "reviewed" ? 1 : 0;
    const article = shown.get(i);
    if (!article) return;
    if (i === here) reopen(article, unit);
    else { fill(article, unit); article.classList.add("flash"); }
  });
  count();
}

function reopen(article, unit) {
  const focused = document.activeElement, inside = article.contains(focused);
  const at = focused?.matches("textarea") && inside ? focused.selectionStart : null;
  open(article, unit);
  if (at !== null) { targetBox().focus(); targetBox().setSelectionRange(at, at); }
  else if (inside) article.focus({preventScroll: true});
  look(unit);
}

function after(i) {
  for (let j = i + 1; j < view.places.length; j++) if (!view.decided[j]) return j;
  for (let j = 0; j < i; j++) if (!view.decided[j]) return j;
  return Math.min(i + 1, view.places.length - 1);
}

function nextOpen() {
  const i = after(here);
  if (i === here || view.decided[i]) say("nothing unreviewed is left here");
  return choose(i);
}

function edit() {
  const box = targetBox();
  if (!box) return;
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
}

function comment() { byId("comment-here")?.focus(); }

// A term, a name: what is put right in one place and counts everywhere.

function selected() {
  const box = targetBox(), picked = String(window.getSelection()).trim();
  const target = box ? box.value.slice(box.selectionStart, box.selectionEnd).trim() : "";
  const unit = current();
  return {source: picked && unit?.source.includes(picked) ? picked : "", target: target && target.length < 200 ? target : ""};
}

function isChinese(unit) { return unit.source_tag.startsWith("zh"); }

function addTerm() {
  const unit = current(), picked = selected();
  if (!unit || !corpus.has_documents) return;
  const [zh, en] = isChinese(unit) ? [picked.source, picked.target] : [picked.target, picked.source];
  byId("term-zh").value = zh;
  byId("term-en").value = en;
  byId("term-box").showModal();
}

byId("term-form").addEventListener("submit", event => {
  if (event.submitter?.value !== "keep") return;
  event.preventDefault();
  const zh = byId("term-zh").value.trim(), en = byId("term-en").value.trim();
  inTurn(async () => {
    const said = await tell("term", {zh, en});
    byId("term-box").close();
    calm();
    say("term added");
    listUnits(`${zh} = ${en} is in the glossary. ${said.units.length ? `${said.units.length} units say it otherwise:` : "No unit says it otherwise."}`, said.units);
    if (current()) look(current());
  });
});

function listUnits(text, rows) {
  byId("list-said").textContent = text;
  byId("list-units").replaceChildren(...rows.map(unit => {
    const go = button("Open", "", () => { byId("list-box").close(); goTo(unit); });
    return element("li", "", element("div", "", unit.source), element("div", "", unit.target), go);
  }));
  byId("list-box").showModal();
}

async function goTo(unit) {
  const i = view.places.indexOf(unit.place);
  if (i >= 0) return choose(i);
  byId("filters").reset();
  await load(unit.id);
  remember();
  return shown.get(here)?.focus();
}

function fixName() {
  const unit = current(), picked = selected();
  if (!unit) return;
  const lost = detail?.marks?.source.find(mark => mark.kind === "name" && !mark.matched);
  byId("name-zh").value = picked.source || (lost ? Array.from(unit.source).slice(lost.start, lost.end).join("") : "");
  byId("name-old").value = picked.target;
  byId("name-new").value = lost && !picked.source ? lost.said.replace(/^name: /, "").replace(/, not in the translation$/, "") : "";
  changed();
  byId("name-box").showModal();
}

function changed() {
  byId("name-list").replaceChildren();
  byId("name-said").textContent = "";
  byId("name-keep").disabled = true;
}
for (const name of ["name-zh", "name-old", "name-new"]) byId(name).addEventListener("input", changed);

function nameValues() { return {name: byId("name-zh").value.trim(), old: byId("name-old").value.trim(), new: byId("name-new").value.trim()}; }

byId("name-look").addEventListener("click", () => inTurn(async () => {
  const values = nameValues();
  const said = await tell("name", {...values, look: true}).catch(error => { byId("name-said").textContent = error.message; throw error; });
  calm();
  byId("name-said").textContent = said.changes.length ? `${said.changes.length} units change:` : "No unit with this name says it so; the table of names changes all the same.";
  byId("name-list").replaceChildren(...said.changes.map(unit => {
    const tick = element("input");
    tick.type = "checkbox";
    tick.checked = true;
    tick.value = unit.id;
    const parts = unit.target.split(values.old), line = element("span", "", element("span", "place", `${stateOf(unit)}: ${unit.source} → `));
    parts.forEach((part, i) => { if (i) line.append(element("del", "", values.old), element("ins", "", values.new)); line.append(part); });
    return element("li", "", element("label", "", tick, line));
  }));
  byId("name-keep").disabled = false;
}));

byId("name-form").addEventListener("submit", event => {
  if (event.submitter?.value !== "keep") return;
  event.preventDefault();
  const ticked = [...byId("name-list").querySelectorAll("input:checked")].map(box => box.value);
  inTurn(async () => {
    say("saving …");
    const said = await tell("name", {...nameValues(), units: ticked, reviewer: reviewer()});
    byId("name-box").close();
    calm();
    done.push(...ticked);
    keepDone();
    takeIn(said.units);
    say(`saved: ${ticked.length} units`);
    if (current()) look(current());
  });
});

// Another draft, with the terms and names as they are now: it is typed in, and stands when it is confirmed.

async function draftAgain() {
  const unit = current();
  if (!unit || !corpus.drafts) return;
  say("drafting …");
  // Not in turn: an engine takes its time, and acts need not wait for it.
  const said = await tell("draft", {unit: unit.id}).catch(error => { complain(error); return null; });
  if (said === null) return;
  calm();
  keepTyped(unit, said.target);
  say(said.target === unit.target ? "the draft is the same" : "drafted again, not saved");
  const box = current()?.id === unit.id ? targetBox() : null;
  if (!box) return;
  box.value = said.target;
  paint();
  recheck();
}

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

// Views.

const VIEWS = {units: () => undefined, documents: showDocuments, conflicts: showConflicts, alignment: showAlignment};

function show(name, keep = true) {
  if (!VIEWS[name]) name = "units";
  for (const tab of document.querySelectorAll("nav button")) {
    tab.setAttribute("aria-pressed", String(tab.dataset.view === name));
    byId(tab.dataset.view).hidden = tab.dataset.view !== name;
  }
  VIEWS[name]();
  if (name === "units") { place(); draw(); }
  if (keep) remember();
}
for (const tab of document.querySelectorAll("nav button")) tab.addEventListener("click", () => {
  show(tab.dataset.view);
  if (tab.dataset.view === "units") shown.get(here)?.focus({preventScroll: true});  // Where keys act.
});

function showDocuments() {
  const head = element("tr", "", ...["Document", "Units", "Reviewed", "Progress", "Conflicts"].map((text, i) => {
    const cell = element("th", i === 1 || i === 2 || i === 4 ? "n" : "", text);
    cell.scope = "col";
    return cell;
  }));
  const rows = corpus.documents.map(one => {
    const bar = element("progress");
    bar.max = one.units;
    bar.value = one.decided;
    bar.setAttribute("aria-label", `${one.document}: ${one.decided} of ${one.units} reviewed`);
    const to = button(one.document, "", () => { byId("filters").reset(); byId("document").value = one.document; show("units"); load().then(remember); });
    return element("tr", "", element("td", "", to), element("td", "n", String(one.units)), element("td", "n", String(one.decided)), element("td", "", bar), element("td", "n", one.conflicts ? String(one.conflicts) : ""));
  });
  const table = element("table", "", element("thead", "", head), element("tbody", "", ...rows));
  byId("documents").replaceChildren(element("h2", "", "Progress by document"), table);
}

async function showConflicts() {
  const said = await ask("conflicts", {}).catch(error => { complain(error); return {conflicts: []}; });
  const cards = said.conflicts.map(one => {
    const wishes = one.wishes.map(wish => {
      const translates = ["confirmed", "edited"].includes(wish.kind);
      const what = element("div", "", element("div", "place", `${wish.reviewer}, ${when(wish.date)}${wish.comment ? `: ${wish.comment}` : ""}`), element("div", "", translates ? wish.target : `${wish.kind} it`));
      return element("div", "wish", what, button("Take this", "", () => settle(one, translates ? {act: "confirm", target: wish.target} : {act: "reject"})));
    });
    const go = button("Open", "", () => { byId("filters").reset(); show("units"); load(one.id).then(remember); });
    return element("div", "card", element("h3", "", one.source), element("p", "place", one.document), ...wishes, element("div", "acts", go));
  });
  sayConflicts(cards.length);
  byId("conflicts").replaceChildren(element("h2", "", cards.length ? "People want different things" : "No conflicts"), ...cards);
}

function settle(unit, values) {
  return inTurn(async () => {
    const said = await tell("act", {...values, unit: unit.id, reviewer: reviewer(), settles: true});
    done.push(unit.id);
    keepDone();
    takeIn(said.units);
    say("saved");
    await poll();
    await showConflicts();
  });
}

// Alignment: two columns of sentences, a row for each bead. What a person linked is fixed.

const pair = {number: 0, said: null, here: 0, cursor: null, links: 0};  // links: how many decisions were known then.

async function showAlignment() {
  const box = byId("alignment");
  const said = await ask("pairs", {}).catch(error => { complain(error); return null; });
  if (said === null || byId("alignment").hidden) return;
  if (!said.ready) {
    box.replaceChildren(element("p", "", "The documents are being read …"));
    setTimeout(showAlignment, 500);
    return;
  }
  if (!said.pairs.length) { box.replaceChildren(element("h2", "", "No documents translate each other")); return; }
  pair.number = Math.min(Number(extra.pair || 0), said.pairs.length - 1);
  const select = element("select", "", ...said.pairs.map((one, i) => { const option = element("option", "", `${one.zh} with ${one.en}`); option.value = i; return option; }));
  select.value = pair.number;
  select.addEventListener("change", () => { extra.pair = select.value; pair.number = Number(select.value); pair.said = null; remember(); loadPair(); });
  const acts = element("div", "acts", ...PAIR_ACTS.map(([key, text, work, kind, said]) => {
    const made = button(text, key, work, kind);
    if (said) made.title = said;
    return made;
  }));
  const list = element("div", "beads");
  list.id = "beads";
  box.replaceChildren(element("label", "", "Documents ", select), acts, element("p", "place", "Choose a sentence to set the cursor: Split cuts a link before it. The lines of a link that a person is sure of are marked."), list);
  box.querySelector(".acts").id = "pair-acts";
  await loadPair();
}

async function loadPair() {
  const said = await ask("beads", {pair: pair.number}).catch(error => { complain(error); return null; });
  // Others may have changed what stands before: the same sentences stay the current ones.
  if (said) takePair(said, pair.said && said.zh.length === pair.said.zh.length ? beadAt(said.beads, startOf(pair.here)) : 0);
}

function startOf(k) { return pair.said.beads.slice(0, k).reduce(([i, j], [a, b]) => [i + a, j + b], [0, 0]); }

function beadAt(beads, [i, j]) {
  for (let k = 0, zh = 0, en = 0; k < beads.length; k++) {
    if (zh >= i && en >= j) return k;
    zh += beads[k][0];
    en += beads[k][1];
  }
  return beads.length - 1;
}

function takePair(said, at, focus = byId("beads").contains(document.activeElement)) {
  const cursor = pair.said && String(pair.said.beads[pair.here]) === String(said.beads[at]) ? pair.cursor : null;
  pair.said = said;
  pair.links = corpus.links = said.links;
  pair.here = Math.max(0, Math.min(at, said.beads.length - 1));
  let i = 0, j = 0;
  byId("beads").replaceChildren(...said.beads.map(([a, b, sure, fixed], k) => {
    const row = beadRow(k, said.zh.slice(i, i + a), said.en.slice(j, j + b), sure, fixed);
    i += a;
    j += b;
    return row;
  }));
  hereBead(pair.here, focus);
  if (cursor) cursorAt(cursor.lang, cursor.n);
}

function beadRow(k, zh, en, sure, fixed) {
  const how = !zh.length || !en.length ? "no link" : "link";
  const state = element("div", "meta", element("b", "", fixed ? "sure" : sure.toFixed(3)), element("div", "", `${zh.length}:${en.length} ${how}`), fixed ? element("div", "good", "by a person") : null);
  const row = element("div", `bead${fixed ? " fixed" : ""}`, state, sideOf(k, zh, "zh"), sideOf(k, en, "en"));
  row.tabIndex = -1;
  row.dataset.bead = k;
  row.setAttribute("role", "group");
  row.setAttribute("aria-label", `${fixed ? "sure" : `confidence ${sure.toFixed(2)}`}, ${zh.length} to ${en.length}: ${zh.concat(en).join(" ")}`);
  row.addEventListener("click", () => hereBead(k, true));
  return row;
}

function sideOf(k, texts, lang) {
  const side = element("div", "side");
  side.lang = lang;
  texts.forEach((text, n) => {
    const line = element("p", "sentence", text);
    line.addEventListener("click", event => { event.stopPropagation(); hereBead(k, true); cursorAt(lang, n); });
    side.append(line);
  });
  return side;
}

function beadNode(k) { return byId("beads")?.children[k]; }

function hereBead(k, focus) {
  if (!pair.said || k < 0 || k >= pair.said.beads.length) return;
  for (const one of byId("beads").querySelectorAll(".here, .cursor")) one.classList.remove("here", "cursor");
  pair.here = k;
  pair.cursor = null;
  const node = beadNode(k);
  node.classList.add("here");
  node.scrollIntoView({block: "nearest"});
  if (focus) node.focus({preventScroll: true});
}

function cursorAt(lang, n) {
  for (const one of byId("beads").querySelectorAll(".cursor")) one.classList.remove("cursor");
  pair.cursor = {lang, n};
  beadNode(pair.here).querySelectorAll(`.side[lang=${lang}] .sentence`)[n]?.classList.add("cursor");
}

function moveCursor(step) {
  const [a, b] = pair.said.beads[pair.here], lang = pair.cursor?.lang ?? (a >= b ? "zh" : "en"), size = lang === "zh" ? a : b;
  if (!size) return;
  cursorAt(lang, Math.max(0, Math.min(size - 1, (pair.cursor?.n ?? 0) + step)));
}

function link(kind, first, last, sizes, next) {
  if (!pair.said) return undefined;
  return inTurn(async () => {
    say("saving …");
    const said = await tell("link", {kind, pair: pair.number, first, last, sizes, beads: pair.said.beads.length, reviewer: reviewer()});
    calm();
    pair.cursor = null;
    takePair(said, next ?? pair.here, true);
    say(kind === "withdrawn" ? "taken back" : "saved");
  });
}

function size(k) { const [a, b] = pair.said.beads[k]; return [a, b]; }

function confirmLink() { return link(size(pair.here).includes(0) ? "unlinked" : "linked", pair.here, pair.here, [size(pair.here)], Math.min(pair.here + 1, pair.said.beads.length - 1)); }

function mergeNext() {
  const k = pair.here;
  if (k + 1 >= pair.said.beads.length) return say("there is no link after this one");
  const [a, b] = size(k), [c, d] = size(k + 1);
  return link([a, b, c, d].includes(0) ? "linked" : "merged", k, k + 1, [[a + c, b + d]]);
}

function splitHere() {
  const [a, b] = size(pair.here), lang = pair.cursor?.lang ?? (a >= b ? "zh" : "en"), all = lang === "zh" ? a : b, rest = lang === "zh" ? b : a;
  if (all < 2) return say("this link has one sentence here");
  const cut = Math.max(1, Math.min(all - 1, pair.cursor?.n || Math.round(all / 2)));
  // The other side is cut in proportion; a single sentence stays with the first part.
  const other = rest < 2 ? rest : Math.max(1, Math.min(rest - 1, Math.round(rest * cut / all)));
  const parts = [[cut, other], [all - cut, rest - other]];
  return link("split", pair.here, pair.here, lang === "zh" ? parts : parts.map(([x, y]) => [y, x]));
}

function unlinkHere() {
  const [a, b] = size(pair.here);
  if (!a || !b) return say("this is not linked");
  return link("unlinked", pair.here, pair.here, [...Array(a).fill([1, 0]), ...Array(b).fill([0, 1])]);
}

function boundary(side, step) {
  const k = pair.here;
  if (k + 1 >= pair.said.beads.length) return say("there is no link after this one");
  const first = size(k), second = size(k + 1);
  first[side] += step;
  second[side] -= step;
  if (first[side] < 0 || second[side] < 0) return say("there is no sentence to move");
  const sizes = [first, second].filter(one => one[0] || one[1]);
  return link(sizes.length === 1 ? "merged" : "split", k, k + 1, sizes);
}

const PAIR_ACTS = [
  ["Enter", "Right, next", confirmLink, "first"], ["m", "Merge with next", mergeNext], ["s", "Split at cursor", splitHere], ["x", "Unlink", unlinkHere],
  ["[", "Chinese ↓", () => boundary(0, -1), "", "give the last Chinese sentence to the next link"], ["]", "Chinese ↑", () => boundary(0, 1), "", "take the first Chinese sentence of the next link"],
  ["{", "English ↓", () => boundary(1, -1), "", "give the last English sentence to the next link"], ["}", "English ↑", () => boundary(1, 1), "", "take the first English sentence of the next link"],
  ["u", "Undo", () => link("withdrawn", 0, 0, [])],
];

const PAIR_KEYS = {
  ...Object.fromEntries(PAIR_ACTS.map(([key, , work]) => [key, work])),
  j: () => hereBead(pair.here + 1, true), ArrowDown: () => hereBead(pair.here + 1, true), k: () => hereBead(pair.here - 1, true), ArrowUp: () => hereBead(pair.here - 1, true),
  ArrowRight: () => moveCursor(1), ArrowLeft: () => moveCursor(-1), "?": showKeys,
};

byId("alignment").addEventListener("keydown", event => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("select, input, button")) return;
  const work = PAIR_KEYS[event.key];
  if (work && pair.said) { event.preventDefault(); work(); }
});
byId("key-list").append(...[["", "In the alignment view:"], ["j k", "next, previous link"], ["← →", "move the cursor among the sentences of a link"]].concat(PAIR_ACTS.map(([key, text, , , said]) => [key, said || text])).flatMap(
  ([key, what]) => [element("dt", "", key ? element("kbd", "", key) : ""), element("dd", "", what)]));

// What others do meanwhile.

async function poll() {
  const said = await ask("changes", {since: corpus.version});
  if (byId("saved").textContent === "no server") { calm(); say("the server is back"); }
  if (said.edition !== corpus.edition) {
    corpus.edition = said.edition;
    corpus.version = 0;
    units.clear();
    await start();
    say("the corpus was built again");
    return;
  }
  corpus.version = said.version;
  corpus.links = said.links;
  // In turn: what is being saved from here is counted when it is shown.
  if (said.links !== pair.links) inTurn(() => !byId("alignment").hidden && pair.said && corpus.links !== pair.links ? loadPair() : undefined);
  const news = said.units.filter(unit => { const known = units.get(unit.place); return !known || JSON.stringify(known) !== JSON.stringify(unit); });
  if (news.length) takeIn(news);
  if (said.documents) { corpus.documents = said.documents; sayConflicts(said.conflicts); if (!byId("documents").hidden) showDocuments(); }
}

function sayConflicts(number) { byId("conflict-count").textContent = number ? `(${number})` : ""; }

async function polling() {
  await poll().catch(complain);
  setTimeout(polling, POLL);
}

function fillSelect(name, rows) {
  const select = byId(name), kept = select.value;
  select.replaceChildren(select.options[0], ...rows.map(([value, text]) => { const option = element("option", "", text); option.value = value; return option; }));
  select.value = kept;
}

async function start(again = false) {
  const said = await ask("corpus", {});
  Object.assign(corpus, said);
  byId("name").textContent = said.name;
  document.title = `Review of ${said.name}`;
  if (!byId("reviewer").value) byId("reviewer").value = localStorage.getItem("duizhao:reviewer") || said.reviewer;
  fillSelect("document", said.documents.map(one => [one.document, one.document]));
  fillSelect("origin", Object.keys(said.origins).map(one => [one, one]));
  fillSelect("flag", said.flags.map(one => [one.code, `${one.code} (${one.count})`]));
  sentences = Object.fromEntries(said.flags.map(one => [one.code, one.sentence]));
  sayConflicts(said.conflicts);
  byId("alignment-tab").hidden = !said.has_documents;
  if (!again) await follow();
}

if (window.matchMedia("(max-width: 45rem)").matches) byId("filter-box").open = false;
window.addEventListener("hashchange", () => follow().catch(complain));
start().then(polling).catch(error => { complain(error); setTimeout(polling, POLL); });
