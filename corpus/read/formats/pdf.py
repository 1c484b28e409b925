"""PDF files, read in a process of their own: PDFium does not come back from every file that is made to hurt.

Forms that draw themselves twice take it 2^40 steps; a process can be ended, and its memory limited. It is
started with the first PDF and reads all of them.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import IO, Any, BinaryIO

from corpus.errors import CorpusError
from corpus.model import Metadata
from corpus.read.formats.pdf_glyphs import read_glyphs
from corpus.read.guard import limited
from corpus.read.limits import end_after, end_after_work, limit_memory, own_module
from corpus.read.parts import Content

_SECONDS, _SECONDS_A_MEGABYTE = 30, 10
"""How much work one file may take; 500 pages (some megabytes) take 7 seconds."""
_BUSY = 8
"""How many times longer than its work a file may take on a machine that is busy with other things."""
_MEMORY = 2 << 30
_SIZE = 8
"""Bytes of the number that stands before each file and each answer."""


def read_pdf(stream: BinaryIO) -> Iterator[Content]:
    """Yield the text of a PDF.

    Raises:
        CorpusError: it is damaged or encrypted, its pages are pictures, its fonts do not tell characters, or
            it takes more time or memory than any file that is meant to be read.
    """
    said = _process().ask(stream.read())
    if "error" in said:
        raise CorpusError(said["error"])
    metadata = Metadata(author=said["author"], date=said["date"])
    removed = tuple((rule, line) for rule, line in said["removed"])
    yield Content(limited(said["paragraphs"]), metadata, removed=removed, warnings=tuple(said["warnings"]))


class PdfProcess:
    """The process that reads PDF files; another one takes its place when it is gone."""

    def __init__(self, memory: int = _MEMORY) -> None:
        self._memory = memory
        self._running: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        atexit.register(self.end)

    def ask(self, data: bytes) -> dict[str, Any]:
        """Return what the process says of a file.

        Raises:
            CorpusError: it did not come back.
        """
        with self._lock:
            process = self._running or self._start()
            seconds = _seconds(data)
            timer = threading.Timer(_BUSY * seconds, process.kill)
            timer.start()
            try:
                return self._talk(process, data)
            except (OSError, EOFError, ValueError) as error:
                self.end()
                raise CorpusError(
                    f"takes more than {seconds} seconds of work or {self._memory >> 20:,} MB to be read, "
                    "or makes PDFium fail: print it to a new PDF"
                ) from error
            finally:
                timer.cancel()

    def _start(self) -> subprocess.Popen[bytes]:
        command, environment = own_module(__name__, str(self._memory))
        self._running = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )
        return self._running

    def _talk(self, process: subprocess.Popen[bytes], data: bytes) -> dict[str, Any]:
        assert process.stdin and process.stdout  # noqa: S101  # both are pipes
        process.stdin.write(len(data).to_bytes(_SIZE, "big") + data)
        process.stdin.flush()
        answer: dict[str, Any] = json.loads(_take(process.stdout))
        return answer

    def end(self) -> None:
        """End the process, if it runs."""
        if self._running is not None:
            self._running.kill()
            with contextlib.suppress(OSError):
                self._running.communicate()
            self._running = None


def _seconds(data: bytes) -> int:
    return _SECONDS + _SECONDS_A_MEGABYTE * (len(data) >> 20)


@functools.cache
def _process() -> PdfProcess:
    return PdfProcess()


def _take(stream: IO[bytes]) -> bytes:
    """Return the next message.

    Raises:
        EOFError: there is none.
    """
    size = stream.read(_SIZE)
    data = stream.read(int.from_bytes(size, "big"))
    if len(size) < _SIZE or len(data) < int.from_bytes(size, "big"):
        raise EOFError
    return data


def _serve(memory: int) -> None:
    """Answer until the other side is gone: this is the process."""
    limit_memory(memory)
    with contextlib.suppress(EOFError):
        while True:
            file = _take(sys.stdin.buffer)
            end_after(_BUSY * _seconds(file))
            end_after_work(_seconds(file))
            data = json.dumps(_answer(file)).encode("ascii")
            end_after_work(0)
            end_after(0)
            sys.stdout.buffer.write(len(data).to_bytes(_SIZE, "big") + data)
            sys.stdout.buffer.flush()


def _answer(data: bytes) -> dict[str, Any]:
    try:
        content = read_glyphs(data)
    except CorpusError as error:
        return {"error": str(error)}
    return {
        "paragraphs": content.paragraphs,
        "removed": content.removed,
        "warnings": content.warnings,
        "author": content.metadata.author,
        "date": content.metadata.date,
    }


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
