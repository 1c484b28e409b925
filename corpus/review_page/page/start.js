"use strict";

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
