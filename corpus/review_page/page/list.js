"use strict";

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
