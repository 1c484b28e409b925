"""The process that works for another one: ``python -m corpus.pipeline.worker``.

It takes pickled batches from standard input and answers each with what a stage makes of its items. An item
that crashes or runs away takes this process with it, and not the run.
"""

from __future__ import annotations

import importlib
import math
import os
import pickle
import signal
import sys

from corpus.pipeline.batches import Desk
from corpus.read.limits import end_after


def main() -> None:
    """Answer until the input ends."""
    # Ctrl-C reaches every process of a terminal; this one ends when its parent does.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a library prints must not stand between the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    desk = Desk()
    # The time of the first file begins when this process is ready for it, its readers loaded.
    importlib.import_module("corpus.pipeline.reading")
    importlib.import_module("corpus.read.documents")
    pickle.dump(None, answers)
    answers.flush()
    while True:
        try:
            batch = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that started this one
        except EOFError:
            return
        end_after(0 if math.isinf(batch.most) else batch.most)
        answer = desk.do(batch)
        end_after(0)
        pickle.dump(answer, answers)
        answers.flush()
        # While it waits it holds nothing: an answer may be as large as its document.
        del batch, answer


if __name__ == "__main__":
    main()
