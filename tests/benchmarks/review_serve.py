"""How long the review page of a large corpus takes to start, and whether it scrolls without lag.

    python -m tests.benchmarks.review_serve [UNITS]

Writes a corpus of so many units (100,000) into a temporary folder, starts the server, and times its first
answer, the first unit in Chromium, and until every unit is in the list. Then the list is scrolled, as by a
wheel and in leaps: how long a frame takes, and how long until a place far away shows its units.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from corpus.model import Flag, Score, Unit
from export.write_tmx import write_tmx
from tests.benchmarks.scale_texts import sentence
from tests.browser import new_browser
from tests.factories import unit
from tests.served import Served, Window

_UNITS, _IN_A_DOCUMENT, _LEAPS = 100_000, 200, 40
_WHEEL = """
const done = arguments[0], list = byId('list'), times = [];
let before = performance.now();
function step(now) {
  times.push(now - before);
  before = now;
  list.scrollTop += 240;
  times.length < 300 ? requestAnimationFrame(step) : done(times.slice(1));
}
requestAnimationFrame(step);
"""
"""Three turns of a wheel a frame, three hundred frames long."""
_LEAP = """
const [share, done] = arguments, list = byId('list'), start = performance.now();
list.scrollTop = share * list.scrollHeight;
function whole() {
  const top = list.getBoundingClientRect().top, bottom = top + list.clientHeight;
  const seen = [...list.querySelectorAll('.unit')].map(one => one.getBoundingClientRect());
  const heights = seen.map(box => Math.max(0, Math.min(box.bottom, bottom) - Math.max(box.top, top)));
  return heights.reduce((sum, height) => sum + height, 0) >= list.clientHeight - 2;
}
function look() { whole() ? done(performance.now() - start) : requestAnimationFrame(look); }
requestAnimationFrame(look);
"""
"""As when the bar is dragged: until what can be seen is units from top to bottom."""


def units(count: int) -> Iterator[Unit]:
    """Yield units of this project's own sentences, some with a flag."""
    chance = random.Random(16)
    for number in range(count):
        source, target = sentence(chance)
        document, index = divmod(number, _IN_A_DOCUMENT)
        flags = (Flag("numbers", "a number is missing", (("source", 0, 2),)),) if number % 7 == 0 else ()
        score = Score("score", round(chance.random(), 3), "s")
        yield unit(source, target, index, document=f"{document:04}.txt", scores=(score,), flags=flags)


def _measure(served: Served, window: Window, count: int, start: float) -> Iterator[str]:
    yield f"the address is printed after {time.perf_counter() - start:.2f} s"
    window.open(served.address)
    yield f"the first unit is shown after {time.perf_counter() - start:.2f} s"
    window.until(lambda: window.one("#count").text.endswith(f"of {count} reviewed"))
    yield f"all {count:,} units are in the list after {time.perf_counter() - start:.2f} s"
    window.driver.set_script_timeout(120)
    frames = sorted(window.driver.execute_async_script(_WHEEL))
    late = sum(frame > 50 for frame in frames)
    yield f"scrolling: median {statistics.median(frames):.1f} ms a frame, 99th of 100 {frames[-3]:.1f}, {late} of {len(frames)} over 50 ms"
    chance = random.Random(17)
    leaps = sorted(window.driver.execute_async_script(_LEAP, chance.random()) for _ in range(_LEAPS))
    yield f"leaping: median {statistics.median(leaps):.0f} ms until a place far away is whole, longest {leaps[-1]:.0f} ms"


def main() -> None:
    """Write, start, measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else _UNITS
    with tempfile.TemporaryDirectory() as folder:
        write_tmx(Path(folder) / "large.zh-CN.en-US.tmx", units(count), "zh-CN")
        window = Window(new_browser())
        start = time.perf_counter()
        served = Served.of(Path(folder), Path(folder))
        try:
            for line in _measure(served, window, count, start):
                print(line, flush=True)
        finally:
            window.driver.quit()
            served.kill()


if __name__ == "__main__":
    main()
