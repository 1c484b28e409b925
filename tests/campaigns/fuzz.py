"""Give every reader files that were changed at random; only a CorpusError or a Rejection may come out.

Inputs that made a reader do something new are kept and changed further. Each kind of file has a process of its
own with a limit of memory; an input that kills it, or takes more than five seconds, is a finding too.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from corpus.errors import CorpusError
from corpus.model import Document, Rejection
from tests.campaigns.fuzz_readers import KINDS, Kind
from tests.campaigns.mutations import mutated

SECONDS, BYTES = 5.0, 1_000_000_000
"""Processor time and memory that a reader may take for one input."""
_ROOT = Path(__file__).parents[2]
_ROOM = 4_000_000_000
"""Address space of the process, which holds the libraries as well."""
_MOST_KEPT = 400
_NUMBERS = re.compile(r"[\d'\"].*")


class TooSlowError(BaseException):
    """An input took too long; no reader catches it."""


@dataclass
class Figures:
    """What became of one kind of file."""

    kind: str
    inputs: int = 0
    kept: int = 0
    """Inputs that made the reader do something new."""
    escapes: dict[str, str] = field(default_factory=dict)
    """Exceptions that came out, by where they were raised, and the input that raised each."""
    slowest: float = 0.0
    """Seconds."""
    largest: int = 0
    """Megabytes of memory that the process had at most."""

    def __str__(self) -> str:
        """The figures as a campaign prints them."""
        return (
            f"{self.kind:12} {self.inputs:8,} inputs, {self.kept:4} kept, escapes {len(self.escapes)}, "
            f"slowest {self.slowest:.1f} s, largest {self.largest} MB"
            + "".join(f"\n    {where}: {path}" for where, path in self.escapes.items())
        )


def fuzz(kind: str, count: int, findings: Path, seed: int = 0) -> Figures:
    """Read ``count`` changed files of a kind in a process of its own; inputs of interest stand in ``findings``."""
    findings = findings.resolve()
    findings.mkdir(parents=True, exist_ok=True)
    figures = Figures(kind)
    while figures.inputs < count:
        (findings / f"{kind}.json").write_text(json.dumps(asdict(Figures(kind))), encoding="utf-8")
        left = str(count - figures.inputs)
        command = [
            sys.executable,
            "-m",
            "tests.campaigns.fuzz",
            "--child",
            kind,
            "--count",
            left,
            "--seed",
            str(seed),
        ]
        done = subprocess.run(
            [*command, "--findings", str(findings)],
            capture_output=True,
            text=True,
            check=False,
            errors="replace",
            cwd=_ROOT,
        )
        part = Figures(**json.loads((findings / f"{kind}.json").read_text("utf-8")))
        figures.inputs += part.inputs
        figures.kept += part.kept
        figures.escapes |= part.escapes
        figures.slowest, figures.largest = (
            max(figures.slowest, part.slowest),
            max(figures.largest, part.largest),
        )
        if done.returncode:
            kept = findings / f"{kind}-died-{seed}.bin"
            kept.write_bytes((findings / f"{kind}.current").read_bytes())
            figures.escapes[f"the process ended with {done.returncode}: {done.stderr[-200:]}"] = str(kept)
            figures.inputs += 1
            seed += 1
    return figures


def _child(kind: str, count: int, findings: Path, seed: int) -> None:
    """Read changed files until ``count``, and write the figures as they grow."""
    import resource  # Not on Windows, where no process has such a limit; nor has it the alarm.

    resource.setrlimit(resource.RLIMIT_AS, (_ROOM, _ROOM))
    signal.signal(signal.SIGPROF, _too_slow)
    figures = Figures(kind)
    last = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for _ in _inputs(KINDS[kind], Path(folder), figures, count, findings, random.Random(f"{kind}{seed}")):
            if time.monotonic() - last > 1 or figures.inputs == count:
                last = time.monotonic()
                figures.largest = _megabytes()
                (findings / f"{kind}.json").write_text(json.dumps(asdict(figures)), encoding="utf-8")


def _megabytes() -> int:
    """Return how much memory this process had at most; 0 where the system does not say.

    Not ``ru_maxrss``: it counts what the parent had when it started this process.
    """
    status = Path("/proc/self/status")
    peak = re.search(r"VmHWM:\s*(\d+)", status.read_text("utf-8")) if status.exists() else None
    return int(peak[1]) // 1000 if peak else 0


def _inputs(
    kind: Kind, folder: Path, figures: Figures, count: int, findings: Path, chance: random.Random
) -> Iterator[None]:
    pool = kind.seeds(folder)
    seen: set[str] = set()
    current = findings / f"{figures.kind}.current"
    path = folder / kind.name
    for number in range(count):
        data = pool[number] if number < len(pool) else mutated(chance.choice(pool), pool, chance)
        current.write_bytes(data)
        path.write_bytes(data)
        begin = time.process_time()
        outcome = _outcome(kind.read, path, figures, data, findings)
        figures.slowest = max(figures.slowest, time.process_time() - begin)
        figures.inputs += 1
        if outcome not in seen:
            seen.add(outcome)
            figures.kept += 1
            if len(pool) < _MOST_KEPT:
                pool.append(data)
        yield


def _outcome(
    read: Callable[[Path], object], path: Path, figures: Figures, data: bytes, findings: Path
) -> str:
    """Return in short what a reader did with a file; write down what it must not do."""
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        return _shape(read(path))
    except CorpusError as error:
        return _NUMBERS.sub("", str(error).replace(str(path), ""))
    except (Exception, TooSlowError) as error:  # noqa: BLE001 - what it is, the campaign finds out
        last = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
        kept = findings / f"{figures.kind}-{len(figures.escapes)}.bin"
        if where not in figures.escapes:
            kept.write_bytes(data)
            figures.escapes[where] = str(kept)
        return where
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _shape(result: object) -> str:
    """Return what a result is like: kinds of documents, reasons, how many things in powers of two."""
    if not isinstance(result, list | tuple):
        return type(result).__name__
    kinds = {
        f"{item.lang} {len(item.text).bit_length()}"
        if isinstance(item, Document)
        else _NUMBERS.sub("", item.message)
        if isinstance(item, Rejection)
        else type(item).__name__
        for item in result
    }
    return f"{len(result).bit_length()} {sorted(kinds)}"


def _too_slow(_number: int, _frame: object) -> None:
    raise TooSlowError


def main() -> None:
    """Fuzz every kind of file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--count", type=int, default=1_000_000, help="inputs in all, over the kinds by their speed"
    )
    parser.add_argument("--kind", choices=KINDS, action="append", help="only these")
    parser.add_argument("--seed", type=int, default=0, help="other inputs")
    parser.add_argument(
        "--findings", type=Path, default=Path("findings"), help="where inputs of interest are kept"
    )
    parser.add_argument("--child", choices=KINDS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        _child(given.child, given.count, given.findings, given.seed)
        return
    kinds = given.kind or list(KINDS)
    weights = sum(KINDS[kind].weight for kind in kinds)
    total = 0
    for kind in kinds:
        figures = fuzz(
            kind, max(1, int(given.count * KINDS[kind].weight / weights)), given.findings, given.seed
        )
        total += figures.inputs
        print(figures, flush=True)
    print(f"{total:,} inputs")


if __name__ == "__main__":
    main()
