"""How many sentences a second `build-corpus serve` drafts, for one client after the other and for many at once.

    python -m tests.benchmarks.clients [CLIENTS] [OPTION OF SERVE …]

LibreTranslate's own client asks for CLIENTS (50) sentences, one after the other, then as many clients for one each
at once; then the service is told to end while a third lot waits: what it took it answers first. The sentences
are new in each run, so that none is drafted already.
"""

from __future__ import annotations

import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.error import URLError

from libretranslatepy import LibreTranslateAPI

from tests.benchmarks.scale_texts import sentence
from tests.served import RUN

_CLIENTS = 50
_BEFORE_THE_END = 2.0
"""Seconds of the third lot after which the service is told to end."""


def main() -> None:
    """Serve, ask and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else _CLIENTS
    chance = random.Random()
    lots = [[sentence(chance)[0] for _ in range(count)] for _ in range(3)]
    with _service(sys.argv[2:]) as process:
        client = LibreTranslateAPI(_address(process))
        client.translate("大桥通车了。", "zh", "en")
        for name, lot, at_once in (("one at a time", lots[0], 1), (f"{count} at once", lots[1], count)):
            start = time.perf_counter()
            drafts = _ask(client, lot, at_once)
            seconds = time.perf_counter() - start
            rate, answered = count / seconds, sum(map(bool, drafts))
            print(f"{name:14} {seconds:6.1f} s, {rate:.2f} a second, {answered} answered", flush=True)
        with ThreadPoolExecutor(1) as waiting:
            last = waiting.submit(_ask, client, lots[2], count)
            time.sleep(_BEFORE_THE_END)
            process.send_signal(signal.SIGINT)
            answered = sum(map(bool, last.result()))
        print(f"ended under load: {answered} of {count} answered, exit code {process.wait()}")


def _service(options: Sequence[str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", RUN, "serve", "--port", "0", *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def _address(process: subprocess.Popen[str]) -> str:
    for line in process.stdout or ():
        if match := re.search(r"http://[\d.]+:\d+", line):
            return match[0]
    raise SystemExit("the service did not start")


def _ask(client: LibreTranslateAPI, lot: Sequence[str], at_once: int) -> list[str]:
    with ThreadPoolExecutor(at_once) as clients:
        return list(clients.map(lambda text: _translate(client, text), lot))


def _translate(client: LibreTranslateAPI, text: str) -> str:
    """Return a draft, or nothing where the service takes no more."""
    try:
        return str(client.translate(text, "zh", "en"))
    except (URLError, ConnectionError):
        return ""


if __name__ == "__main__":
    main()
