"""What a reading process is started with, and may take: memory in all, and time for one file."""

from __future__ import annotations

import math
import os
import signal
import sys
from pathlib import Path


def limit_memory(most: int | None) -> None:
    """Let this process have at most ``most`` bytes of memory, where the system can say so (not Windows).

    Nothing takes that back.
    """
    try:
        import resource
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if most is not None and (hard == resource.RLIM_INFINITY or most < hard):
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    else:
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def end_after_work(seconds: float) -> None:
    """End this process after so many seconds of its own work; 0 takes that back. Not on Windows.

    On a busy machine a file takes many times as long as it takes work.
    """
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def end_after(seconds: float) -> None:
    """End this process after so many seconds unless it is told otherwise; 0 takes that back.

    Whoever started it ends it earlier. This is for the case that nobody is there any more: a process that
    reads without end would stay. Where there are no alarms (Windows), it does.
    """
    if hasattr(signal, "alarm"):
        signal.alarm(math.ceil(seconds))


def own_module(name: str, *arguments: str) -> tuple[list[str], dict[str, str]]:
    """Return command and environment of a process that runs a module of ours.

    It finds what this process finds, in the same order: not first what stands in the folder where somebody
    happens to be, a `corpus/` or a `yaml.py` of theirs.
    """
    found_by = {"PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)}
    return [sys.executable, "-P", "-m", name, *arguments], os.environ | found_by
