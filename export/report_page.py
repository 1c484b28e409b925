"""The style and the script of the report."""

STYLE = """
:root { color-scheme: light dark; --ink: #1c1e21; --paper: #fff; --faint: #5f6670; --line: #dfe2e6; --box: #f5f6f8;
  --a: #2f5f9f; --b: #d98324; --c: #3f9b57; --d: #8b5fbf; --bad: #b3261e; --warn: #8a5200; }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #e6e7ea; --paper: #16181c; --faint: #9aa0a9; --line: #33373d; --box: #1f2226;
  --a: #7aa7e6; --b: #e8a757; --c: #74c48a; --d: #b79be0; --bad: #f2a29c; --warn: #e8a757; } }
body { margin: 0 auto; max-width: 75rem; padding: 1rem; font: 16px/1.5 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif;
  color: var(--ink); background: var(--paper); }
h1 { font-size: 1.5rem; margin: 0 0 .5rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
a { color: var(--a); }
.totals { display: flex; flex-wrap: wrap; gap: .5rem; }
.totals div { background: var(--box); border-radius: .4rem; padding: .4rem .8rem; }
.totals a { color: inherit; text-decoration-color: var(--line); } .totals b { display: block; font-size: 1.25rem; } .totals span { color: var(--faint); font-size: .85rem; }
.toc { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: 1rem 0 0; font-size: .9rem; }
.bars { width: 100%; max-width: 56rem; table-layout: fixed; } .bars th { width: 13rem; font-weight: normal; overflow-wrap: anywhere; } .bars td, .bars th { border: 0; padding: .15rem .5rem .15rem 0; vertical-align: middle; }
.n { width: 5rem; text-align: right; font-variant-numeric: tabular-nums; }
.bar { display: block; height: 1.15rem; min-width: 2px; border-radius: .15rem; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.stack { display: flex; gap: 1px; } .bar.whole, .bar.aligned, .key.aligned::before { background: var(--a); } .bar.gone, .bar.drafted, .key.drafted::before { background: var(--b); }
.bar.reviewed, .key.reviewed::before { background: var(--c); } .bar.joined { background: var(--line); outline: 1px dashed var(--faint); outline-offset: -1px; }
.key { margin-right: 1rem; } .key::before { content: ""; display: inline-block; width: .8rem; height: .8rem; margin-right: .3rem; border-radius: .15rem; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
a:focus-visible, button:focus-visible, .wide:focus-visible { outline: 2px solid var(--a); outline-offset: 1px; }
form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; position: sticky; top: 0; background: var(--paper); padding: .5rem 0; z-index: 1; }
input, select, button { font: inherit; color: inherit; background: var(--box); border: 1px solid var(--line); border-radius: .3rem; padding: .25rem .5rem;
  max-width: 100%; box-sizing: border-box; }
input[type=search] { flex: 1 1 14rem; } input[type=number] { width: 5rem; } select { max-width: 14rem; }
.unit { display: grid; grid-template-columns: 4rem 1fr 1fr; gap: .25rem 1rem; border-top: 1px solid var(--line); padding: .5rem 0; overflow-wrap: anywhere; }
.unit .why { grid-column: 2 / 4; font-size: .9rem; margin: 0; padding: 0; list-style: none; } .unit .place { grid-column: 2 / 4; color: var(--faint); font-size: .8rem; }
.unit .score, td.num { font-variant-numeric: tabular-nums; } td.num, th.num { text-align: right; }
.fatal, .fault { color: var(--bad); } .warning { color: var(--warn); } .note { color: var(--faint); } .what { color: var(--faint); margin: -.25rem 0 .75rem; }
ul { margin: .5rem 0; padding-left: 1.25rem; }
.wide { overflow-x: auto; } td a { overflow-wrap: break-word; } table { border-collapse: collapse; font-size: .9rem; }
th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
button.sort { font-weight: inherit; text-align: left; background: none; border: 0; padding: 0; cursor: pointer; }
button.sort::after { content: "\\a0↕"; color: var(--faint); } [aria-sort=ascending] button.sort::after { content: "\\a0↑"; } [aria-sort=descending] button.sort::after { content: "\\a0↓"; }
@media print { :root { color-scheme: light; } button.sort::after { content: none; } form, #more, .toc { display: none; } html { font-size: 11px; } body { max-width: none; font-size: 1rem; } td:last-child { overflow-wrap: anywhere; } .section { break-inside: auto; } tr, .unit { break-inside: avoid; } .wide { overflow: visible; } a { color: inherit; text-decoration: none; } }
@media (max-width: 40rem) { .bars th { width: 7.5rem; font-size: .85rem; } .n { width: 3.5rem; } .unit { grid-template-columns: 1fr; } .unit .why, .unit .place { grid-column: 1; } form { position: static; }
  #flags table, #flags thead, #flags tbody { display: block; } #flags tr { display: grid; grid-template-columns: 1fr 4.5rem 5.5rem; border-bottom: 1px solid var(--line); }
  #flags td, #flags th { border: 0; } #flags td:nth-child(n+4) { grid-column: 1 / -1; padding-top: 0; } #flags th:nth-child(n+4) { display: none; } }
"""

SCRIPT = """
"use strict";
const rows = JSON.parse(document.getElementById("data").textContent);
const severities = JSON.parse(document.getElementById("severities").textContent);
const texts = rows.map(row => (row.source + "\\n" + row.target).toLowerCase());
const byId = name => document.getElementById(name);
const list = byId("list"), more = byId("more"), filters = byId("filters");
const names = ["search", "low", "high", "flag", "document", "origin"];
const PAGE = 50;
let found = [], shown = 0;

function element(name, kind, text) {
  const made = document.createElement(name);
  made.className = kind;
  made.textContent = text;
  return made;
}

function show() {
  const part = document.createDocumentFragment();
  for (const i of found.slice(shown, shown + PAGE)) {
    const {score, origin, document: place, target_document: other, segment, source, target, flags, notes} = rows[i];
    const unit = element("div", "unit", "");
    unit.append(element("div", "score", score === null ? "–" : score.toFixed(3)), element("div", "source", source), element("div", "target", target));
    if (notes.length) {
      const why = element("ul", "why", "");
      notes.forEach((text, k) => why.append(element("li", severities[flags[k]] || (score === null ? "fault" : "note"), (flags[k] ? flags[k] + ": " : "") + text)));
      unit.append(why);
    }
    unit.append(element("div", "place", origin + ", " + place + (other ? " with " + other : "") + (segment === null ? "" : ", segment " + segment)));
    part.append(unit);
  }
  list.append(part);
  shown = Math.min(shown + PAGE, found.length);
  more.hidden = shown === found.length;
}

function filter() {
  const wanted = byId("search").value.toLowerCase().split(/\\s+/).filter(word => word);
  const low = Number(byId("low").value || 0), high = Number(byId("high").value || 1);
  const flag = byId("flag").value, place = byId("document").value, origin = byId("origin").value;
  const all = low <= 0 && high >= 1;
  found = [];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    if (row.score === null ? !all : row.score < low || (high < 1 ? row.score >= high : row.score > high)) continue;
    if (flag && !row.flags.includes(flag)) continue;
    if (place && row.document !== place && row.target_document !== place) continue;
    if (origin && (origin === "written" ? row.origin === "set aside" : row.origin !== origin)) continue;
    if (!wanted.every(word => texts[i].includes(word))) continue;
    found.push(i);
  }
  shown = 0;
  list.replaceChildren();
  byId("count").textContent = found.length + " of " + rows.length;
  show();
}

// The filters stand in the address, so that a view can be kept and sent.
function remember() {
  const chosen = new URLSearchParams();
  for (const name of names) if (byId(name).value !== byId(name).defaultValue && byId(name).value) chosen.set(name, byId(name).value);
  history.replaceState(null, "", chosen.size ? "#" + chosen.toString().replaceAll("+", "%20") : location.pathname);
}

function follow() {
  if (location.hash.length < 2) return;
  const asked = new URLSearchParams(location.hash.slice(1).replaceAll("+", "%2B"));
  if (!names.some(name => asked.has(name))) return;
  filters.reset();
  for (const name of names) if (asked.has(name)) byId(name).value = asked.get(name);
  filter();
  byId("units").scrollIntoView();
}

// A heading sorts its table, numbers by their values; what spans the columns stays at the end.
function valueOf(row, column) {
  const text = row.cells[column].textContent, number = Number(text.replace(/[,%]/g, "") || NaN);
  return Number.isNaN(number) ? text : number;
}

function sort(head) {
  const body = head.closest("table").tBodies[0], column = head.cellIndex, width = head.parentElement.cells.length;
  const up = head.getAttribute("aria-sort") !== "ascending";
  for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", up ? "ascending" : "descending");
  const whole = [...body.rows].filter(row => row.cells.length === width), rest = [...body.rows].filter(row => row.cells.length !== width);
  const valued = whole.map(row => [valueOf(row, column), row]);
  const order = (a, b) => typeof a === typeof b ? (typeof a === "number" ? a - b : a.localeCompare(b)) : typeof a === "number" ? -1 : 1;
  valued.sort((a, b) => up ? order(a[0], b[0]) : order(b[0], a[0]));
  body.append(...valued.map(([, row]) => row), ...rest);
}

for (const head of document.querySelectorAll(".wide thead th")) {
  const press = element("button", "sort", head.textContent);
  press.type = "button";
  press.addEventListener("click", () => sort(head));
  head.replaceChildren(press);
}

for (const name of names) byId(name).addEventListener(byId(name).matches("select") ? "change" : "input", () => { filter(); remember(); });
filters.addEventListener("submit", event => event.preventDefault());
filters.addEventListener("reset", event => { if (event.isTrusted) setTimeout(() => { filter(); remember(); }); });
more.addEventListener("click", show);
window.addEventListener("hashchange", follow);
filter();
follow();
"""
