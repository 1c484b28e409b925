"""The features of beads: their names, and what single ones are by their definition."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings

from align.beads import chunk as chunk_module
from align.beads.aligner import WEIGHTS
from align.beads.anchors import find_band
from align.beads.band import Band
from align.beads.bead_types import LINK_TYPES, LINKS, MAX_BEAD_SIZE, TYPES
from align.beads.chunk import Chunk, TextPair
from align.beads.features import LINK_NAMES, NULL_NAMES, compute
from align.beads.groups import LINK_GROUPS, NULL_GROUPS
from align.beads.text import read_text
from align.beads.words import found_weights
from align.embed import UseEmbedder
from align.embedder import Embedder
from align.lexicon import sides
from tests.align.beads.examples import EN, SENTENCES, ZH
from tests.factories import FakeEmbedder


def pair_of(zh: list[str], en: list[str], embedder: Embedder, width: int = 8) -> TextPair:
    zh_text, en_text = read_text(zh, embedder), read_text(en, embedder)
    return TextPair(zh_text, en_text, find_band(zh_text.runs[0], en_text.runs[0], width))


def test_types_are_all_sizes() -> None:
    assert all(a + b <= MAX_BEAD_SIZE for a, b in TYPES)
    assert len(set(TYPES)) == LINKS + 2 == MAX_BEAD_SIZE * (MAX_BEAD_SIZE - 1) // 2 + 2


def test_groups_give_every_name_once_for_every_type() -> None:
    pair = pair_of([*ZH], [*EN], FakeEmbedder())
    chunk = Chunk(pair, 0, pair.band.rows)
    for a, b in LINK_TYPES:
        names = [name for group in LINK_GROUPS for name in group(chunk, a, b)]
        assert sorted(names) == sorted(LINK_NAMES)
    for alone in NULL_GROUPS:
        assert sorted(alone(chunk)) == sorted(NULL_NAMES)


def test_the_weights_have_the_same_names() -> None:
    weights = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    assert weights["links"].keys() == set(LINK_NAMES)
    assert [weights["nulls"][side].keys() for side in ("zh", "en")] == [set(NULL_NAMES)] * 2
    assert weights["types"].keys() == {f"{a}:{b}" for a, b in TYPES}


@settings(max_examples=15)
@given(SENTENCES.filter(bool), SENTENCES.filter(bool))
def test_features_are_finite_and_do_not_depend_on_how_the_band_is_cut(zh: list[str], en: list[str]) -> None:
    embedder = FakeEmbedder()
    zh_text, en_text = read_text(zh, embedder), read_text(en, embedder)
    band = find_band(zh_text.runs[0], en_text.runs[0], 2)
    (whole,) = compute(zh_text, en_text, band)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunk_module, "_CHUNK_CELLS", 7)
        parts = list(compute(zh_text, en_text, band))
    assert len(parts) > 1 or band.cells <= 7
    # What is usual for a row or a column is taken from the part; the rest stays.
    near = [i for i, name in enumerate(LINK_NAMES) if not name.startswith("margin")]
    links = np.concatenate([part.links for part in parts])
    assert np.isfinite(links).all()
    assert np.allclose(links[..., near], whole.links[..., near], atol=1e-3)
    assert np.allclose(np.concatenate([part.nulls for part in parts]), whole.nulls, atol=1e-3)
    assert (np.concatenate([part.fits for part in parts]) == whole.fits).all()


def test_beads_that_reach_over_an_end_do_not_fit() -> None:
    """Of five and five sentences; the band has every place, and one more at the end."""
    pair = pair_of([*ZH], [*EN], FakeEmbedder())
    (features,) = compute(pair.zh, pair.en, pair.band)
    i, j = pair.band.places()
    expected = [[a <= 5 - x and b <= 5 - y for a, b in TYPES] for x, y in zip(i, j, strict=True)]
    assert features.fits.tolist() == expected
    assert features.fits[0].sum() == len(TYPES) - 2, "all but 1:6 and 6:1"
    assert not features.fits[-1].any()
    assert features.links.dtype == features.nulls.dtype == np.float32


@pytest.fixture(scope="module")
def chunk(use: UseEmbedder) -> Chunk:
    pair = pair_of([*ZH], [*EN], use, width=5)
    return Chunk(pair, 0, pair.band.rows)


def at(chunk: Chunk, a: int, b: int, name: str, i: int, j: int) -> float:
    """A feature of the bead of ``a`` and ``b`` sentences from ``i`` and ``j`` on."""
    features = {name: values for group in LINK_GROUPS for name, values in group(chunk, a, b).items()}
    return float(features[name][(chunk.i == i) & (chunk.j == j)][0])


def test_cosine(chunk: Chunk, use: UseEmbedder) -> None:
    for i, j, a, b in ((0, 0, 1, 1), (1, 2, 2, 1), (0, 1, 1, 3)):
        zh, en = use.embed([" ".join(ZH[i : i + a]), " ".join(EN[j : j + b])])
        assert at(chunk, a, b, "cosine", i, j) == pytest.approx(float(zh @ en), abs=0.02)


def test_gains(chunk: Chunk) -> None:
    cosine = at(chunk, 2, 1, "cosine", 0, 0)
    without = [at(chunk, 1, 1, "cosine", i, 0) for i in (0, 1)]
    assert at(chunk, 2, 1, "least gain", 0, 0) == pytest.approx(cosine - max(without), abs=1e-5)
    assert at(chunk, 2, 1, "mean gain", 0, 0) == pytest.approx(cosine - np.mean(without), abs=1e-5)
    assert at(chunk, 1, 1, "least gain", 0, 0) == 0


def test_one_more(chunk: Chunk) -> None:
    cosine = at(chunk, 1, 1, "cosine", 1, 1)
    wider = [at(chunk, 1, 2, "cosine", 1, j) for j in (0, 1)]
    assert at(chunk, 1, 1, "one more en", 1, 1) == pytest.approx(max(wider) - cosine, abs=1e-5)
    assert at(chunk, 1, 1, "one more zh", 4, 4) >= -0.2, "there is no room after the last"


def test_outside(chunk: Chunk) -> None:
    beside = [at(chunk, 1, 1, "cosine", i, j) for i, j in ((2, 1), (1, 2), (0, 1), (1, 0))]
    assert at(chunk, 1, 1, "outside", 1, 1) == pytest.approx(max(beside), abs=1e-5)
    assert at(chunk, 1, 1, "mean outside", 1, 1) == pytest.approx(np.mean(beside), abs=1e-5)


def test_marks(chunk: Chunk) -> None:
    assert at(chunk, 1, 1, "same end", 3, 3) == 1, "！ and !"
    assert at(chunk, 1, 1, "same end", 3, 0) == 0
    assert at(chunk, 1, 1, "cut", 3, 3) == 0


def test_words(chunk: Chunk) -> None:
    right, wrong = (at(chunk, 1, 1, "least words", 4, j) for j in (4, 1))
    assert right > wrong


def test_found_words_are_those_of_the_runs() -> None:
    """Against a search word by word."""
    zh, en = sides([*ZH, ZH[0]], [*EN, EN[2]])
    n, m = len(zh.sentences), len(en.sentences)
    band = Band.of(np.zeros(n + 1, dtype=np.int64), np.full(n + 1, m, dtype=np.int64))
    zh_found, en_found = found_weights(zh, en, band, 0)
    assert zh_found[:, -1].tolist() == en_found[:, -1].tolist() == [0] * MAX_BEAD_SIZE
    i, j = band.places()
    for cell in range(band.cells):
        for size in range(1, MAX_BEAD_SIZE):
            if i[cell] < n:
                stems = {
                    s for at in en.sentences[j[cell] : j[cell] + size] for word in at for s in en.keys[word]
                }
                weight = sum(zh.weights[word] for word in zh.sentences[i[cell]] if zh.keys[word] & stems)
                assert zh_found[size, cell] == pytest.approx(weight, abs=1e-4)
            if j[cell] < m:
                stems = {
                    s for at in zh.sentences[i[cell] : i[cell] + size] for word in at for s in zh.keys[word]
                }
                weight = sum(en.weights[word] for word in en.sentences[j[cell]] if en.keys[word] & stems)
                assert en_found[size, cell] == pytest.approx(weight, abs=1e-4)
