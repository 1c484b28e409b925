"""Give every reader files that were changed at random; only a CorpusError or a Rejection may come out.

Inputs that made a reader do something new are kept and changed further. Each kind of file has a process of its
own with a limit of memory; an input that kills it, or takes more than five seconds, is a finding too. With
``--corpus`` what is kept stands in a folder, where the next run begins; what is new, the branches of the readers say
where Atheris is installed (``fuzz_guided``), else the outcomes.
"""

from __future__ import annotations

import argparse
import hashlib
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
from tests.campaigns.fuzz_guided import is_installed
from tests.campaigns.fuzz_readers import KINDS
from tests.campaigns.mutations import mutated

SECONDS, BYTES = 5.0, 1_000_000_000
"""Processor time and memory that a reader may take for one input."""
_ROOT = Path(__file__).parents[2]
_ROOM = 4_000_000_000
"""Address space of the process, which holds the libraries as well."""
_MOST_KEPT, _LONGEST_KEPT = 400, 10_000
"""Inputs that are changed further, and bytes of each: one of a hundred that is long takes the time of all the others."""
_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
"""Where Linux has files in memory: on a disk, writing an input takes as long as reading it."""
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

    def add(self, part: Figures) -> None:
        """Count what another process read as well."""
        self.inputs += part.inputs
        self.kept += part.kept
        self.escapes |= part.escapes
        self.slowest, self.largest = max(self.slowest, part.slowest), max(self.largest, part.largest)

    def __str__(self) -> str:
        """The figures as a campaign prints them."""
        return (
            f"{self.kind:12} {self.inputs:8,} inputs, {self.kept:4} kept, escapes {len(self.escapes)}, "
            f"slowest {self.slowest:.1f} s, largest {self.largest} MB"
            + "".join(f"\n    {where}: {path}" for where, path in self.escapes.items())
        )


def fuzz(kind: str, count: int, findings: Path, seed: int = 0, corpus: Path | None = None) -> Figures:
    """Read ``count`` changed files of a kind in a process of its own; inputs of interest stand in ``findings``."""
    findings = findings.resolve()
    findings.mkdir(parents=True, exist_ok=True)
    figures = Figures(kind)
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
        while figures.inputs < count:
            write_figures(Figures(kind), findings)
            command = _command(kind, count - figures.inputs, findings, seed, corpus)
            done = subprocess.run(
                [*command, "--folder", folder],
                capture_output=True,
                text=True,
                check=False,
                errors="replace",
                cwd=_ROOT,
            )
            figures.add(Figures(**json.loads((findings / f"{kind}.json").read_text("utf-8"))))
            if done.returncode:
                kept, last = findings / f"{kind}-died-{seed}.bin", Path(folder, KINDS[kind].name)
                kept.write_bytes(last.read_bytes() if last.exists() else b"")
                figures.escapes[f"the process ended with {done.returncode}: {done.stderr[-200:]}"] = str(kept)
                figures.inputs += 1
                seed += 1
    return figures


def _command(kind: str, count: int, findings: Path, seed: int, corpus: Path | None) -> list[str]:
    """Return what starts the process that reads files of a kind."""
    guided = corpus is not None and is_installed()
    given = ["--child", kind, "--count", str(count), "--seed", str(seed), "--findings", str(findings)]
    given += ["--corpus", str(corpus.resolve())] if corpus is not None else []
    return [sys.executable, "-m", "tests.campaigns." + ("fuzz_guided" if guided else "fuzz"), *given]


def write_figures(figures: Figures, findings: Path) -> None:
    """Write the figures so far where the process that started this one finds them."""
    figures.largest = _megabytes()
    (findings / f"{figures.kind}.json").write_text(json.dumps(asdict(figures)), encoding="utf-8")


def begin(kind: str) -> Figures:
    """Set the limits of this process, and return the figures that it will fill."""
    import resource  # Not on Windows, where no process has such a limit; nor has it the alarm.

    resource.setrlimit(resource.RLIMIT_AS, (_ROOM, _ROOM))
    signal.signal(signal.SIGPROF, _too_slow)
    return Figures(kind)


def _child(kind: str, count: int, folder: Path, findings: Path, seed: int, corpus: Path | None) -> None:
    """Read changed files until ``count``, and write the figures as they grow."""
    figures = begin(kind)
    last = 0.0
    for _ in _inputs(figures, folder, count, findings, random.Random(f"{kind}{seed}"), corpus):
        if time.monotonic() - last > 1 or figures.inputs == count:
            last = time.monotonic()
            write_figures(figures, findings)


def _megabytes() -> int:
    """Return how much memory this process had at most; 0 where the system does not say.

    Not ``ru_maxrss``: it counts what the parent had when it started this process.
    """
    status = Path("/proc/self/status")
    peak = re.search(r"VmHWM:\s*(\d+)", status.read_text("utf-8")) if status.exists() else None
    return int(peak[1]) // 1000 if peak else 0


def _inputs(
    figures: Figures, folder: Path, count: int, findings: Path, chance: random.Random, corpus: Path | None
) -> Iterator[None]:
    pool = KINDS[figures.kind].seeds(folder)
    if corpus is not None:
        (corpus / figures.kind).mkdir(parents=True, exist_ok=True)
        pool += [path.read_bytes() for path in sorted((corpus / figures.kind).iterdir())]
    seen: set[str] = set()
    for number in range(count):
        data = pool[number] if number < len(pool) else mutated(chance.choice(pool), pool, chance)
        outcome = read_one(figures, folder, data, findings)
        if outcome not in seen:
            seen.add(outcome)
            figures.kept += 1
            if len(pool) < _MOST_KEPT and len(data) <= _LONGEST_KEPT:
                pool.append(data)
            if corpus is not None:
                (corpus / figures.kind / hashlib.sha256(data).hexdigest()[:40]).write_bytes(data)
        yield


def read_one(figures: Figures, folder: Path, data: bytes, findings: Path) -> str:
    """Read one input in ``folder``, count it, and return in short what came of it."""
    kind = KINDS[figures.kind]
    (folder / kind.name).write_bytes(data)
    begin = time.process_time()
    outcome = _outcome(kind.read, folder / kind.name, figures, data, findings)
    figures.slowest = max(figures.slowest, time.process_time() - begin)
    figures.inputs += 1
    return outcome


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
    parser.add_argument(
        "--corpus",
        type=Path,
        help="keep inputs that are new in this folder, and begin with those that stand there",
    )
    parser.add_argument("--child", choices=KINDS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        _child(given.child, given.count, given.folder, given.findings, given.seed, given.corpus)
        return
    kinds = given.kind or list(KINDS)
    weights = sum(KINDS[kind].weight for kind in kinds)
    total = 0
    if given.corpus:
        print("guided by coverage" if is_installed() else "guided by outcomes: Atheris is not installed")
    for kind in kinds:
        part = max(1, int(given.count * KINDS[kind].weight / weights))
        figures = fuzz(kind, part, given.findings, given.seed, given.corpus)
        total += figures.inputs
        print(figures, flush=True)
    print(f"{total:,} inputs")


if __name__ == "__main__":
    main()
