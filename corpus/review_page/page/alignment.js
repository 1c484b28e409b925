"use strict";

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
