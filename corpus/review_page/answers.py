"""What the page asks and is told, as values for JSON: an address a function."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast, get_args

from corpus.errors import UsageError
from corpus.flags import FLAGS
from corpus.model import Flag
from corpus.pipeline.decisions import Decision
from corpus.pipeline.links import LinkKind
from corpus.review_page.alignments import Aligned, Alignments, LinkAct
from corpus.review_page.desk import Act, Desk, reviewer_of
from corpus.review_page.drafting import draft_again
from corpus.review_page.fixes import add_term, find_changes, fix_name, units_with_term
from corpus.review_page.index import Filters, Row
from corpus.review_page.knowledge import Knowledge
from corpus.review_page.suggestions import Suggestions
from corpus.review_page.workshop import OpenTools, Workshop

_MOST_ROWS = 200
Values = Mapping[str, Any]
Work = Callable[[Values], object]


@dataclass(frozen=True, slots=True)
class Server:
    """What the answers are made of."""

    desk: Desk
    name: str
    """Of the corpus."""
    reviewer: str
    """Who reviews, where the page was told nobody else."""
    knowledge: Knowledge
    suggestions: Suggestions
    alignments: Alignments
    workshop: Workshop
    drafts: bool
    """Whether there may be an engine."""

    @classmethod
    def of(
        cls,
        desk: Desk,
        name: str,
        reviewer: str,
        open_tools: OpenTools | None = None,
        *,
        drafts: bool = False,
    ) -> Server:
        """Return what serves a desk, with the tools that a build would use."""
        knowledge = Knowledge(desk.folder, desk.documents)
        # Dictionaries take a second or two to load: now, and not when the first unit is opened.
        threading.Thread(target=knowledge.warm, daemon=True).start()
        workshop = Workshop(open_tools)
        alignments = Alignments(desk, workshop)
        return cls(desk, name, reviewer, knowledge, Suggestions(desk), alignments, workshop, drafts)


def asked_of(server: Server) -> dict[str, Work]:
    """Return what the page asks, by address; nothing is changed by it."""
    return {
        "corpus": lambda _: _corpus(server),
        "view": lambda values: _view(server, values),
        "units": lambda values: _units(server, values),
        "unit": lambda values: _unit(server, values),
        "suggestions": lambda values: _suggestions(server, values),
        "changes": lambda values: _changes(server, values),
        "conflicts": lambda _: _conflicts(server),
        "pairs": lambda _: _pairs(server),
        "beads": lambda values: _beads(server, server.alignments.aligned(_number(values, "pair"))),
    }


def told_to(server: Server) -> dict[str, Work]:
    """Return what the page tells, by address."""
    return {
        "act": lambda values: _act(server, values),
        "check": lambda values: _check(server, values),
        "term": lambda values: _term(server, values),
        "name": lambda values: _name(server, values),
        "link": lambda values: _link(server, values),
        "draft": lambda values: _draft(server, values),
    }


def _corpus(server: Server) -> object:
    with server.desk.reading() as index:
        return {
            "name": server.name,
            "reviewer": server.reviewer,
            "edition": server.desk.edition,
            "version": index.version,
            "documents": index.progress(),
            "origins": index.counts("origin"),
            "flags": [
                {"code": code, "sentence": FLAGS[code].sentence, "count": count}
                for code, count in index.counts("codes").items()
            ],
            "conflicts": len(server.desk.record.conflicts()),
            "has_documents": server.desk.documents is not None,
            "links": len(server.desk.record.links),
            "drafts": server.drafts,
        }


def _filters(values: Values) -> Filters:
    try:
        return Filters(
            text=_text(values, "text"),
            document=_text(values, "document"),
            origin=_text(values, "origin"),
            flag=_text(values, "flag"),
            state=_text(values, "state"),
            low=float(values.get("low") or 0),
            high=float(values.get("high") or 1),
            worst=values.get("order") == "worst",
        )
    except ValueError as error:
        raise UsageError(f"these filters cannot be: {error}") from error


def _text(values: Values, name: str) -> str:
    text = values.get(name, "")
    if not isinstance(text, str):
        raise UsageError(f"{name} must be a text")
    return text


def _whole(text: str) -> int:
    """Return a number that a database takes.

    Raises:
        ValueError: it is none.
    """
    number = int(text)
    if not 0 <= number < 1 << 53:
        raise ValueError(f"too large: {text[:20]}")
    return number


def _number(values: Values, name: str) -> int:
    try:
        return _whole(str(values.get(name) or 0))
    except ValueError as error:
        raise UsageError(f"{name} is a number") from error


def _view(server: Server, values: Values) -> object:
    with server.desk.reading() as index:
        rows = index.view(_filters(values))
        return {
            "edition": server.desk.edition,
            "version": index.version,
            "complete": index.complete,
            "places": [place for place, _ in rows],
            "decided": "".join("1" if decided else "0" for _, decided in rows),
        }


def _units(server: Server, values: Values) -> object:
    try:
        places = [_whole(place) for place in _text(values, "places").split(",") if place]
    except ValueError as error:
        raise UsageError("places are numbers") from error
    with server.desk.reading() as index:
        return {"units": [as_json(row) for row in index.rows(places[:_MOST_ROWS])]}


def _row(server: Server, identity: str) -> Row:
    with server.desk.reading() as index:
        row = index.unit(identity)
    if row is None:
        raise UsageError("this unit is no longer in the corpus; load the page anew")
    return row


def _unit(server: Server, values: Values) -> object:
    row = _row(server, _text(values, "id"))
    return {
        **as_json(row),
        **_inspected(server, row, row.target),
        "history": [_decision(decision) for decision in server.desk.history(row)],
        "engine": row.unit.engine,
        "target_document": row.unit.target_document,
        "url": row.unit.url,
    }


def _check(server: Server, values: Values) -> object:
    return _inspected(server, _row(server, _text(values, "unit")), _text(values, "target"))


def _inspected(server: Server, row: Row, target: str) -> dict[str, object]:
    """Return what is to be said of a unit with this target."""
    unit = row.unit
    # An empty target is said to be empty; nothing else of it makes sense.
    flags = server.knowledge.flags(unit, target)
    if unit.origin == "reviewed" and target == unit.target:
        flags = unit.flags  # A person has seen what checks would say.
    source, marks = server.knowledge.marks(unit, target, flags)
    return {
        "flags": [_flag(flag) for flag in flags],
        "marks": {
            "text": target,
            "source": [asdict(mark) for mark in source],
            "target": [asdict(mark) for mark in marks],
        },
    }


def _flag(flag: Flag) -> dict[str, str]:
    kind = FLAGS[flag.code]
    return {
        "code": flag.code,
        "severity": kind.severity,
        "sentence": kind.sentence,
        "message": flag.message,
        "remedy": kind.remedy,
    }


def _suggestions(server: Server, values: Values) -> object:
    row = _row(server, _text(values, "id"))
    return {"suggestions": [asdict(suggestion) for suggestion in server.suggestions.of(row)]}


def _changes(server: Server, values: Values) -> object:
    since = _number(values, "since")
    with server.desk.reading() as index:
        changed = index.changed(since) if since < index.version else []
        answer = {
            "edition": server.desk.edition,
            "version": index.version,
            "units": [as_json(row) for row in changed[:_MOST_ROWS]],
            "links": len(server.desk.record.links),
        }
        if changed:
            answer["documents"] = index.progress()
            answer["conflicts"] = len(server.desk.record.conflicts())
        return answer


def _conflicts(server: Server) -> object:
    return {
        "conflicts": [
            {**as_json(row), "wishes": [_decision(decision) for decision in people]}
            for row, people in server.desk.conflicts()
        ]
    }


def _act(server: Server, values: Values) -> object:
    comment = values.get("comment")
    act = Act(
        name=_text(values, "act"),  # type: ignore[arg-type]  # It looks itself.
        unit=_text(values, "unit"),
        reviewer=_text(values, "reviewer"),
        target=_text(values, "target"),
        comment=comment if isinstance(comment, str) else None,
        settles=values.get("settles") is True,
    )
    return {"units": [as_json(row) for row in server.desk.act(act)]}


def _term(server: Server, values: Values) -> object:
    zh, en = _text(values, "zh").strip(), _text(values, "en").strip()
    add_term(server.desk.documents, zh, en)
    with server.desk.reading() as index:
        rows = units_with_term(index, server.knowledge, zh, en)
    return {"units": [as_json(row) for row in rows[:_MOST_ROWS]]}


def _name(server: Server, values: Values) -> object:
    name, old, new = (_text(values, field).strip() for field in ("name", "old", "new"))
    if values.get("look"):
        with server.desk.reading() as index:
            changes = find_changes(index, name, old, new)
        return {"changes": [{**as_json(change.row), "after": change.after} for change in changes]}
    chosen = values.get("units")
    units: Sequence[str] = (
        [unit for unit in chosen if isinstance(unit, str)] if isinstance(chosen, list) else []
    )
    rows = fix_name(server.desk, name, old, new, units, _text(values, "reviewer"))
    return {"units": [as_json(row) for row in rows]}


def _pairs(server: Server) -> object:
    pairs = server.alignments.pairs()
    if pairs is None:
        return {"ready": False}
    return {"ready": True, "pairs": [{"zh": pair.zh_document, "en": pair.en_document} for pair in pairs]}


def _beads(server: Server, aligned: Aligned) -> object:
    return {
        "links": len(server.desk.record.links),
        "zh": aligned.pair.zh,
        "en": aligned.pair.en,
        "given": aligned.pair.given,
        "beads": [
            [
                bead.source_end - bead.source_start,
                bead.target_end - bead.target_start,
                round(bead.confidence, 3),
                is_fixed,
            ]
            for bead, is_fixed in zip(aligned.beads, aligned.fixed, strict=True)
        ],
    }


def _link(server: Server, values: Values) -> object:
    try:
        sizes = tuple((int(a), int(b)) for a, b in values.get("sizes", ()))
    except (TypeError, ValueError) as error:
        raise UsageError("sizes are pairs of numbers") from error
    kind = _text(values, "kind")
    if kind not in get_args(LinkKind):
        raise UsageError(f"not an act: {kind!r}")
    act = LinkAct(
        kind=cast(LinkKind, kind),
        pair=_number(values, "pair"),
        first=_number(values, "first"),
        last=_number(values, "last"),
        sizes=sizes,
        beads=_number(values, "beads"),
        reviewer=reviewer_of(_text(values, "reviewer")),
    )
    return _beads(server, server.alignments.act(act))


def _draft(server: Server, values: Values) -> object:
    row = _row(server, _text(values, "unit"))
    return {"target": draft_again(row.unit, server.workshop, server.knowledge)}


def as_json(row: Row) -> dict[str, object]:
    """Return a unit as the page's lists take it."""
    unit, state = row.unit, row.state
    return {
        "place": row.place,
        "id": unit.id,
        "document": unit.document,
        "index": unit.index,
        "source": unit.source,
        "target": row.target,
        "draft": unit.target,
        "source_tag": unit.source_tag,
        "target_tag": unit.target_tag,
        "origin": unit.origin,
        "score": round(unit.score, 3) if unit.scores else None,
        "codes": [flag.code for flag in unit.flags],
        "state": state.kind,
        "reviewer": state.reviewer,
        "comment": state.comment,
        "conflict": state.conflict,
    }


def _decision(decision: Decision) -> dict[str, object]:
    return {
        "kind": decision.kind,
        "target": decision.target,
        "reviewer": decision.reviewer,
        "date": decision.date,
        "comment": decision.comment,
    }
