"""The trainers' command line: ``python -m align.train KIND FOLDER``."""

from __future__ import annotations

import argparse
import importlib.util
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TypeAlias

from align.beads.aligner import WEIGHTS as BEAD_WEIGHTS
from align.beads.calibration import WEIGHTS as CALIBRATION_WEIGHTS
from align.embed import UseEmbedder
from align.evaluate.alignments import read_gold
from align.quality.estimate import WEIGHTS as QUALITY_WEIGHTS
from align.quality.foreseen import WEIGHTS as FORESEEN_WEIGHTS
from align.quality.foreseen import Remembering
from align.quality.machine_translated import WEIGHTS as TRANSLATED_WEIGHTS
from align.train import beads, calibration, drafts, foreseen, quality, translated
from align.train.adapter.train import train as train_adapter
from align.translate.adapter import ADAPTER
from align.translate.engines import Engines
from align.translate.installed import prepare_embedded
from corpus.cache import FILE, Cache, cache_folder
from corpus.errors import CorpusError
from corpus.model import Lang

_Trainers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

_BEADS_HELP = """\
Learn the weights of the bead model from hand-aligned texts: NNN.zh and NNN.en, a sentence a line, and
NNN.gold, a link a line ([0,1]:[0], numbered from 0, either side may be empty).

example:
  python -m align.train beads tests/gold/align --leave-one-out
"""
_QUALITY_HELP = """\
Learn the weights of the quality models. The folder holds judged translations, qe/en-zh.train.tsv (direct
assessment: source, translation, z_mean) and qe/zh-en.ted-mqm.tsv (MQM: segment, source, translation, mqm),
and references, a sentence a line, mt/wmt22.zh-en.{src.zh,refA.en} and mt/wmt22.en-zh.{src.en,refA.zh}. What
is printed is how well the models do on data they have not seen.

example:
  python -m align.train quality ../shared/eval --probe 0 --out /tmp/weights.json
"""
_TRANSLATED_HELP = """\
Learn what broken spacing says of an English document. The folder holds references, a sentence a line,
mt/wmt22.zh-en.{refA,refB}.en and mt/wmt22.en-zh.src.en, and paragraphs by document, segment/en_gum_dev.jsonl
and segment/en_ewt_dev.jsonl (doc, sents). What is printed is how well documents are told that were held out.

example:
  python -m align.train translated ../shared/eval --out /tmp/weights.json
"""
_FORESEEN_HELP = """\
Learn how far the embedded model foresees translations by people and by machines. The folder holds
references, a sentence a line, mt/wmt22.zh-en.{src.zh,refA.en,refB.en}, English originals with their
translations, mt/wmt22.en-zh.{src.en,refA.zh}, and talks by several systems, qe/zh-en.ted-mqm.tsv (system,
source, translation). What is printed is how well documents are told that were
held out. What the model said of a pair is kept in the cache.

example:
  python -m align.train foreseen ../shared/eval --drafts tests/gold/judged/zh-en.tsv --out /tmp/foreseen.json
"""
_CALIBRATION_HELP = """\
Learn how far the posteriors of beads can be believed where a part of an edition is missing: from hand-aligned
texts, as `beads` reads them, and from texts of our own. What is printed is by cross-validation.

example:
  python -m align.train calibration ../shared/eval/align/mac-dev --out /tmp/calibration.json
"""

_DRAFTS_HELP = """\
Learn what the scores of the embedded model's own drafts promise. The files are tables as
tests/gold/judged/README.md describes them: what was judged, and how sure the model was.

example:
  python -m align.train drafts --zh-en tests/gold/judged/zh-en.tsv --en-zh tests/gold/judged/en-zh.tsv
"""
_ADAPTER_HELP = """\
Teach the embedded model official news: the texts of align/train/adapter/texts, with some of the references
of a shared task for breadth, mt/wmt22.zh-en.{src.zh,refA.en} and mt/wmt22.en-zh.{src.en,refA.zh}. Takes
hours; stopped, it goes on where it was. What is printed is the loss on documents that are kept back. Needs
the extra "adapter".

example:
  python -m align.train adapter ../shared/eval --work /tmp/adapter --out /tmp/adapter.npz
"""


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the trainers' command line."""
    parser = argparse.ArgumentParser(
        prog="python -m align.train",
        description='Learn the weights that the package comes with (needs: pip install ".[train]").',
        epilog="example: python -m align.train beads tests/gold/align --leave-one-out",
    )
    trainers = parser.add_subparsers(
        dest="trainer", required=True, metavar="beads|calibration|quality|drafts|translated|adapter"
    )
    of_beads = _trainer(trainers, "beads", "of the alignment of sentences", _BEADS_HELP)
    of_beads.add_argument("folder", type=Path, help="hand-aligned texts: NNN.zh, NNN.en, NNN.gold")
    of_beads.add_argument(
        "--leave-one-out",
        action="store_true",
        help="print what each text gets from the others, and write nothing",
    )
    of_beads.set_defaults(run=_train_beads)
    of_quality = _trainer(trainers, "quality", "of the scores of translations", _QUALITY_HELP)
    of_quality.add_argument("folder", type=Path, help="a folder with qe/ and mt/")
    of_quality.add_argument(
        "--probe",
        type=int,
        default=500,
        metavar="N",
        help="judged pairs a direction that the embedded model is asked about (default: 500)",
    )
    of_quality.set_defaults(run=_train_quality)
    for trainer, weights in (
        (of_beads, BEAD_WEIGHTS),
        (of_quality, QUALITY_WEIGHTS),
        (_add_drafts(trainers), QUALITY_WEIGHTS),
        (_add_calibration(trainers), CALIBRATION_WEIGHTS),
        (_add_translated(trainers), TRANSLATED_WEIGHTS),
        (_add_foreseen(trainers), FORESEEN_WEIGHTS),
        (_add_adapter(trainers), ADAPTER),
    ):
        trainer.add_argument(
            "--out",
            type=Path,
            default=weights,
            metavar="FILE",
            help="where to write the weights (default: into the package)",
        )
    return parser


def _trainer(trainers: _Trainers, name: str, about: str, description: str) -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    return trainers.add_parser(name, help=about, description=description, formatter_class=raw)


def _add_drafts(trainers: _Trainers) -> argparse.ArgumentParser:
    of_drafts = _trainer(trainers, "drafts", "of the scores of the embedded model's own drafts", _DRAFTS_HELP)
    of_drafts.add_argument("--zh-en", type=Path, nargs="+", required=True, metavar="FILE", dest="zh")
    of_drafts.add_argument("--en-zh", type=Path, nargs="+", required=True, metavar="FILE", dest="en")
    of_drafts.set_defaults(run=_train_drafts)
    return of_drafts


def _add_calibration(trainers: _Trainers) -> argparse.ArgumentParser:
    of_calibration = _trainer(trainers, "calibration", "of the confidences of beads", _CALIBRATION_HELP)
    of_calibration.add_argument("folder", type=Path, help="hand-aligned texts: NNN.zh, NNN.en, NNN.gold")
    of_calibration.set_defaults(run=_train_calibration)
    return of_calibration


def _add_translated(trainers: _Trainers) -> argparse.ArgumentParser:
    of_translated = _trainer(
        trainers, "translated", "of what shows that a machine translated a document", _TRANSLATED_HELP
    )
    of_translated.add_argument("folder", type=Path, help="a folder with mt/ and segment/")
    of_translated.set_defaults(run=_train_translated)
    return of_translated


def _add_foreseen(trainers: _Trainers) -> argparse.ArgumentParser:
    of_foreseen = _trainer(
        trainers, "foreseen", "of how far a model foresees a machine's translation", _FORESEEN_HELP
    )
    of_foreseen.add_argument("folder", type=Path, help="a folder with mt/ and qe/")
    of_foreseen.add_argument(
        "--drafts",
        type=Path,
        nargs="*",
        default=(),
        metavar="FILE",
        help="tables of drafts of the model, with columns source and draft",
    )
    of_foreseen.set_defaults(run=_train_foreseen)
    return of_foreseen


def _add_adapter(trainers: _Trainers) -> argparse.ArgumentParser:
    of_adapter = _trainer(trainers, "adapter", "of the embedded model", _ADAPTER_HELP)
    of_adapter.add_argument("folder", type=Path, help="a folder with mt/")
    of_adapter.add_argument("--steps", type=int, default=235, help="of 24 pairs each (default: 235)")
    of_adapter.add_argument("--seed", type=int, default=7, help="of all that is left to chance (default: 7)")
    of_adapter.add_argument(
        "--work",
        type=Path,
        default=Path("build/adapter"),
        metavar="DIR",
        help="where the model and the checkpoint are kept (default: build/adapter)",
    )
    of_adapter.set_defaults(run=_train_adapter)
    return of_adapter


def _train_beads(arguments: argparse.Namespace) -> None:
    texts = read_gold(arguments.folder)
    if arguments.leave_one_out:
        for line in beads.report(beads.leave_one_out(texts, UseEmbedder)):
            print(line)
        return
    f1 = beads.train(texts, UseEmbedder(), arguments.out)
    print(f"wrote {arguments.out}; strict F1 on its own texts {f1:.4f}")


def _train_quality(arguments: argparse.Namespace) -> None:
    engines = Engines(partial(prepare_embedded, lambda _name, _done, _total: None))

    def probe(lang: Lang) -> quality.Probe | None:
        return quality.Probe(engines.embedded(lang), arguments.probe) if arguments.probe else None

    quality.train(quality.read_judged(arguments.folder), UseEmbedder(), probe, arguments.out, print)
    print(f"wrote {arguments.out}")


def _train_drafts(arguments: argparse.Namespace) -> None:
    judged: dict[Lang, Sequence[drafts.JudgedDraft]] = {
        "zh": drafts.read_drafts(arguments.zh),
        "en": drafts.read_drafts(arguments.en),
    }
    drafts.train(judged, UseEmbedder(), arguments.out, print)
    print(f"wrote {arguments.out}")


def _train_calibration(arguments: argparse.Namespace) -> None:
    calibration.train(read_gold(arguments.folder), UseEmbedder(), arguments.out, print)
    print(f"wrote {arguments.out}")


def _train_translated(arguments: argparse.Namespace) -> None:
    translated.train(translated.read_written(arguments.folder), arguments.out, print)
    print(f"wrote {arguments.out}")


def _train_foreseen(arguments: argparse.Namespace) -> None:
    translations = foreseen.read_translations(arguments.folder, arguments.drafts)
    engines = Engines(partial(prepare_embedded, lambda _name, _done, _total: None))
    both = engines.embedded("zh"), engines.embedded("en")
    with Cache(cache_folder() / FILE) as cache:
        engine, back = (Remembering(translator, cache) for translator in both)
        foreseen.train(translations, engine, back, arguments.out, print)
    print(f"wrote {arguments.out}")


def _train_adapter(arguments: argparse.Namespace) -> None:
    missing = [name for name in ("torch", "transformers", "peft") if importlib.util.find_spec(name) is None]
    if missing:
        raise CorpusError(f'learning the adapter needs {", ".join(missing)}: pip install ".[adapter]"')
    train_adapter(arguments.folder, arguments.work, arguments.steps, arguments.seed, arguments.out, print)
    print(f"wrote {arguments.out}")


def main(arguments: Sequence[str]) -> int:
    """Run a trainer."""
    parsed = make_parser().parse_args(arguments)
    if importlib.util.find_spec("scipy") is None:
        print('error: learning needs scipy: pip install ".[train]" in the folder of Duizhao', file=sys.stderr)
        return 1
    try:
        parsed.run(parsed)
    except CorpusError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
