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
