"""An Argos package driven by us and by argostranslate: sentences a second on the same 200 sentences.

The package is made here, with random weights in the size of a real one (6 + 6 layers, width 512).

usage: python -m tests.benchmarks.argos
"""

from __future__ import annotations

import os
import random
import tempfile
import time
from pathlib import Path

_COUNT = 200


class WholeText:
    def split_sentences(self, text: str) -> list[str]:
        return [text]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_DATA_HOME"] = os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_CACHE_HOME"] = folder
        from align.translate.argos import ArgosTranslator, install_file
        from tests.tiny_models import LINES, write_argos_package

        write_argos_package(Path(folder) / "big.argosmodel", width=512, layers=6)
        translator = ArgosTranslator(install_file(Path(folder) / "big.argosmodel"), "zh", "en")

        import ctranslate2
        from argostranslate import settings
        from argostranslate.translate import apply_packaged_translation

        draw = random.Random(5)
        texts = [
            "".join(draw.choices([line for line in LINES if not line.isascii()], k=draw.randint(1, 3)))
            for _ in range(_COUNT)
        ]
        engine = ctranslate2.Translator(
            str(translator.installed.directory / "model"),
            device=settings.device,
            intra_threads=settings.intra_threads,
        )
        package = translator.installed.package

        def theirs() -> list[str]:
            return [
                apply_packaged_translation(package, text, engine, WholeText(), 1)[0].value for text in texts
            ]

        def ours() -> list[str]:
            order = sorted(range(_COUNT), key=lambda i: len(texts[i]))
            size = translator.batch_size
            return [
                draft.text
                for start in range(0, _COUNT, size)
                for draft in translator.translate([texts[i] for i in order[start : start + size]])
            ]

        for work in (theirs, ours):
            work()
        rates = {}
        for name, work in (("argostranslate", theirs), ("duizhao", ours)):
            begin = time.perf_counter()
            work()
            rates[name] = _COUNT / (time.perf_counter() - begin)
            print(f"{name} {rates[name]:.1f} sentences/s")
        print(f"ours {rates['duizhao'] / rates['argostranslate']:.1f} times")


if __name__ == "__main__":
    main()
