from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

WAITS = """
import signal; signal.signal(signal.SIGINT, signal.default_int_handler)
from corpus.cli import main, segment
import sys, time
segment.run = lambda arguments: (print("started", flush=True), time.sleep(60))[1]
sys.argv = ["build-corpus", "segment", "--lang", "zh", "-"]
main.run()
"""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_run_with_its_code_and_no_traceback(
    number: signal.Signals, code: int, tmp_path: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WAITS], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "started\n"
        time.sleep(0.1)  # By then it sleeps.
        process.send_signal(number)
        _, said = process.communicate(timeout=20)
    assert process.returncode == code
    assert "interrupted; what was drafted is kept" in said
    assert "Traceback" not in said
