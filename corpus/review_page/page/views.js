"use strict";

// Views: documents and conflicts; units and alignment have files of their own.

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
  const drawn = [...byId("documents").querySelectorAll("tbody tr")], names = corpus.documents.map(one => one.document);
  if (drawn.length && String(drawn.map(row => row.dataset.document)) === String(names)) {
    corpus.documents.forEach((one, i) => fillRow(drawn[i], one));  // A row that stands keeps its focus and its click.
    return;
  }
  const head = element("tr", "", ...["Document", "Units", "Reviewed", "Progress", "Conflicts"].map((text, i) => {
    const cell = element("th", i === 1 || i === 2 || i === 4 ? "n" : "", text);
    cell.scope = "col";
    return cell;
  }));
  const table = element("table", "", element("thead", "", head), element("tbody", "", ...corpus.documents.map(documentRow)));
  byId("documents").replaceChildren(element("h2", "", "Progress by document"), table);
}

function documentRow(one) {
  const to = button(one.document, "", () => { byId("filters").reset(); byId("document").value = one.document; show("units"); load().then(remember); });
  const row = element("tr", "", element("td", "", to), element("td", "n"), element("td", "n"), element("td", "", element("progress")), element("td", "n"));
  row.dataset.document = one.document;
  fillRow(row, one);
  return row;
}

function fillRow(row, one) {
  const bar = row.querySelector("progress"), cells = row.querySelectorAll("td.n");
  bar.max = one.units;
  bar.value = one.decided;
  bar.setAttribute("aria-label", `${one.document}: ${one.decided} of ${one.units} reviewed`);
  [one.units, one.decided, one.conflicts || ""].forEach((number, i) => { cells[i].textContent = String(number); });
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
