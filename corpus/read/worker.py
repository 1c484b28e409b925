"""The process that reads documents for another one: ``python -m corpus.read.worker BYTES``.

It takes pickled arguments of :func:`corpus.read.documents.read_documents` from standard input and answers
each with all that it yields. A parser that crashes or runs away takes this process with it, and not the run.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from pathlib import Path

from corpus.model import Document, Rejection
from corpus.read.documents import read_documents
from corpus.read.limits import end_after, limit_memory


def main() -> None:
    """Answer until the input ends."""
    limit_memory(int(sys.argv[1]))
    # Ctrl-C reaches every process of a terminal; this one ends when its parent does.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a library prints must not stand between the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    while True:
        try:
            path, name, seconds = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that started this one
        except EOFError:
            return
        end_after(seconds)
        pickle.dump(_read(Path(os.fsdecode(path)), name), answers)
        end_after(0)
        answers.flush()


def _read(path: Path, name: str) -> tuple[Document | Rejection, ...]:
    try:
        return tuple(read_documents(path, name))
    except MemoryError:
        what = "needs more memory than one document may have"
    except Exception as error:  # noqa: BLE001 - one document never ends the run, whatever is wrong with its reader
        what = f"the reader failed ({type(error).__name__}: {error}); please report this with the file"
    return (Rejection("read", "unreadable", name, f"cannot be read: {what}", failed=True),)


if __name__ == "__main__":
    main()
