"use strict";

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
