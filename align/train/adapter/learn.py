"""The adapter is learned: LoRA on all matrices of the layers, in bf16, by AdamW."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from align.train.adapter.dense import MATRICES
from align.train.adapter.pairs import Pair
from align.train.adapter.samples import Sample, SampleMaker
from align.translate.adapter import save_adapter

_RANK = 16
"""Directions a matrix: 18 MB at a byte a value."""
_SCALE = 2.0
"""What the product of the two sides is multiplied by; the usual alpha of twice the rank."""
_SHIPPED, _OF_ATTENTION = 0.8, 0.4
"""How much of what was learned is added to the model, to most of its matrices and to those of attention.

All of it helps no more inside the domain and harms more outside of it, above all from English, where drafts
begin to add what they have often seen; that comes with the matrices of attention.
"""
_PEAK_RATE, _FALL = 2e-4, 0.25
"""The learning rate, and the share of the steps at the end in which it falls to nothing.

It is held until then (Hu et al. 2024, MiniCPM, arXiv:2404.06395): what the run knows after any number of
pairs is what a shorter run would know before its own fall, so that one run shows the learning curve.
"""
_WARM_UP = 8
"""Steps until the rate is at its peak."""
CURVE = (500, 1000, 2000)
"""Pairs after which an adapter is kept, beside the last one."""
_A_STEP = 24
"""Pairs a step."""
_TOKENS_AT_ONCE = 960
"""Tokens, padding included, that go through the model together: more is slower on two cores."""
_WIDTHS = 16
"""Batches are padded to a multiple of so many tokens."""
_SAVE_EVERY = 10
"""Steps between two checkpoints."""
_MOST_NORM = 1.0
"""Gradients are cut to this norm."""


@dataclass(slots=True)
class Learner:
    """A model, its adapter and how far the adapter is learned."""

    model: Any
    """With the adapter of peft around it."""
    steps: int
    """In all."""
    parameters: list[Any]
    """Of the adapter, in bf16, as the matrices want them."""
    masters: list[Any]
    """The same in float32: the steps of learning are too small for bf16."""
    optimiser: Any
    done: int = 0

    @classmethod
    def start(cls, dense: Any, steps: int, seed: int) -> Learner:
        """Put an adapter that changes nothing around a model."""
        import torch
        from peft import LoraConfig, get_peft_model

        torch.manual_seed(seed)
        names = [name.rpartition(".")[2] for name in MATRICES.values()]
        config = LoraConfig(
            r=_RANK, lora_alpha=int(_SCALE * _RANK), target_modules=names, task_type="CAUSAL_LM"
        )
        model = get_peft_model(dense, config)
        model.config.use_cache = False
        parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
        masters = [parameter.detach().float().clone() for parameter in parameters]
        for parameter in parameters:
            parameter.data = parameter.data.bfloat16()
        return cls(model, steps, parameters, masters, torch.optim.AdamW(masters, weight_decay=0.0))

    def step(self, samples: Sequence[Sample]) -> float:
        """Learn from some samples; return the loss a target token before that, in nats."""
        import torch

        total = sum(len(sample.target) for sample in samples)
        loss = 0.0
        for batch in micro_batches(samples):
            part = self._loss(batch) / total
            part.backward()
            loss += part.item()
        for master, parameter in zip(self.masters, self.parameters, strict=True):
            master.grad = parameter.grad.float()
            parameter.grad = None
        torch.nn.utils.clip_grad_norm_(self.masters, _MOST_NORM)
        for group in self.optimiser.param_groups:
            group["lr"] = rate(self.done, self.steps)
        self.optimiser.step()
        with torch.no_grad():
            for master, parameter in zip(self.masters, self.parameters, strict=True):
                parameter.copy_(master)
        self.done += 1
        return loss

    def measure(self, samples: Sequence[Sample]) -> float:
        """Return the loss a target token, in nats."""
        import torch

        with torch.no_grad():
            losses = [float(self._loss(batch)) for batch in micro_batches(samples)]
        return sum(losses) / sum(len(sample.target) for sample in samples)

    def save(self, path: Path) -> None:
        """Keep all that is needed to go on."""
        import torch

        new = path.with_suffix(".new")
        state = {"masters": self.masters, "optimiser": self.optimiser.state_dict(), "done": self.done}
        torch.save(state, new)
        new.replace(path)

    def resume(self, path: Path) -> None:
        """Go on where a checkpoint was kept."""
        import torch

        state = torch.load(path)
        self.done = state["done"]
        self.optimiser.load_state_dict(state["optimiser"])
        with torch.no_grad():
            for ours, kept in zip(self.masters, state["masters"], strict=True):
                ours.copy_(kept)
            for master, parameter in zip(self.masters, self.parameters, strict=True):
                parameter.copy_(master)

    def export(self, path: Path, base: str) -> None:
        """Write the adapter as the package ships it; ``base`` is the SHA-256 of the GGUF file."""
        gguf_of = {ours: theirs for theirs, ours in MATRICES.items()}
        values = dict(zip(map(id, self.parameters), self.masters, strict=True))
        directions = {}
        for name, module in self.model.named_modules():
            if not hasattr(module, "lora_A"):
                continue
            _, _, place = name.rpartition("layers.")
            layer, _, ours = place.partition(".")
            a, b = (
                values[id(side["default"].weight)].numpy().astype(np.float32)
                for side in (module.lora_A, module.lora_B)
            )
            matrix = gguf_of[ours]
            share = _OF_ATTENTION if matrix.startswith("attn") else _SHIPPED
            directions[f"blk.{layer}.{matrix}"] = (a, b * np.float32(_SCALE * share))
        save_adapter(path, base, directions)

    def _loss(self, samples: Sequence[Sample]) -> Any:
        """Return the summed loss of the target tokens."""
        import torch

        # Few widths, so that the memory of one batch serves the next.
        width = -(-max(sample.size for sample in samples) // _WIDTHS) * _WIDTHS
        tokens = torch.zeros(len(samples), width, dtype=torch.long)
        seen = torch.zeros(len(samples), width, dtype=torch.long)
        learned = torch.zeros(len(samples), width, dtype=torch.bool)
        for row, sample in enumerate(samples):
            tokens[row, : sample.size] = torch.tensor(sample.prompt + sample.target)
            seen[row, : sample.size] = 1
            learned[row, len(sample.prompt) : sample.size] = True
        inner = self.model.base_model.model
        hidden = inner.model(input_ids=tokens, attention_mask=seen).last_hidden_state
        # A token is told from what stands before it.
        logits = inner.lm_head(hidden[:, :-1][learned[:, 1:]])
        return torch.nn.functional.cross_entropy(
            logits.float(), tokens[:, 1:][learned[:, 1:]], reduction="sum"
        )


def rate(done: int, steps: int) -> float:
    """Return the learning rate of a step: up in a few steps, held, and down along a line.

    >>> [round(rate(done, 100) * 1e4, 2) for done in (0, 7, 75, 80, 99)]
    [0.25, 2.0, 2.0, 1.6, 0.08]
    """
    return _PEAK_RATE * min(1.0, (done + 1) / _WARM_UP, (steps - done) / (_FALL * steps))


def micro_batches(samples: Sequence[Sample]) -> Iterator[list[Sample]]:
    """Yield samples of like length together, as many as go through the model at once."""
    batch: list[Sample] = []
    for sample in sorted(samples, key=lambda sample: sample.size, reverse=True):
        if batch and batch[0].size * (len(batch) + 1) > _TOKENS_AT_ONCE:
            yield batch
            batch = []
        batch.append(sample)
    if batch:
        yield batch


def batches(maker: SampleMaker, pairs: Sequence[Pair], seed: int) -> Iterator[list[Sample]]:
    """Yield what one step after the other learns from, without end: the same for the same seed."""
    epoch = 0
    while True:
        order = list(pairs)
        random.Random(f"{seed} order {epoch}").shuffle(order)  # noqa: S311
        samples = maker.samples(order, epoch)
        for start in range(0, len(samples) - _A_STEP + 1, _A_STEP):
            yield samples[start : start + _A_STEP]
        epoch += 1


def learn(
    learner: Learner,
    steps: Iterator[list[Sample]],
    kept: dict[str, list[Sample]],
    checkpoint: Path,
    say: Callable[[str], None],
    keep: Callable[[int], None],
) -> None:
    """Learn until all steps are done, from the last checkpoint on if there is one.

    Args:
        learner: fresh.
        steps: what each step learns from, from the first on.
        kept: samples that are measured now and then, by what they are.
        checkpoint: a file.
        say: is told how far it is.
        keep: keeps the adapter after so many pairs (``CURVE``).
    """
    if checkpoint.is_file():
        learner.resume(checkpoint)
        say(f"going on after step {learner.done} of {learner.steps}")
        for _ in range(learner.done):
            next(steps)
    start, begun = time.monotonic(), learner.done
    while learner.done < learner.steps:
        if not learner.done:
            say(_measured(learner, kept))
        samples = next(steps)
        loss = learner.step(samples)
        a_step = (time.monotonic() - start) / (learner.done - begun)
        left = a_step * (learner.steps - learner.done) / 60
        at = f"step {learner.done}/{learner.steps}"
        say(f"{at}  loss {loss:.3f}  {a_step:.1f} s a step  {left:.0f} min left")
        if learner.done % _SAVE_EVERY == 0 or learner.done == learner.steps:
            learner.save(checkpoint)
        learned = learner.done * _A_STEP
        for pairs in CURVE:
            if learned - _A_STEP < pairs <= learned:
                say(_measured(learner, kept))
                keep(pairs)
    say(_measured(learner, kept))


def _measured(learner: Learner, kept: dict[str, list[Sample]]) -> str:
    losses = (f"{name} {learner.measure(samples):.4f}" for name, samples in kept.items() if samples)
    return f"kept back, nats a token after step {learner.done}: {', '.join(losses)}"
