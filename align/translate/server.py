"""Drafting with a language model that a server of the user's runs: Ollama, llama.cpp, vLLM, LM Studio.

Sentences go to it one by one, several at once, and the server makes batches of them. Decoding is greedy. What
the server is asked beyond the OpenAI protocol is nothing: whatever speaks it will do.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from align.translate.openai_protocol import Address, Client, Json, NoAnswerError, RefusedError
from align.translate.prompts import PROMPTS_VERSION, Family, families, family_of
from align.translate.translator import Draft, Examples, Progress
from corpus.errors import CorpusError, UsageError
from corpus.model import Lang, other
from corpus.settings import Settings
from corpus.text.normalise import normalise

KEY_VARIABLE = "DUIZHAO_SERVER_KEY"
"""The environment variable of the server's key: the manifest tells settings."""
_AT_ONCE = 16
"""Sentences that are asked at once; what a server cannot do at once it puts into its queue."""
_PHRASE = 25
"""Chinese characters below which a text may be a phrase."""
_LONGEST = 6000
"""Characters of a source beyond which nothing is drafted well; the rest is cut, the draft is unfinished."""
_FREQUENCY_PENALTY = 0.3
"""Of second drafts: the first may have gone round in circles. The one such penalty that all servers know."""
_THINKING = re.compile(r"\A\s*<think>.*?(?P<end></think>|\Z)", re.DOTALL)
_TOO_LONG = re.compile(
    r"context[ _](?:length|size|window)|maximum context|too long|too many tokens", re.IGNORECASE
)
_NO_LOG_PROBABILITIES = re.compile(r"log_?prob", re.IGNORECASE)
_STABLE = ("root", "n_vocab", "n_embd", "n_params", "size", "parameters", "quantization", "arch")
"""What of a server's description of a model belongs to the model, not to the moment it was started."""
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Served:
    """A model that a server runs."""

    name: str
    digest: str
    """Of its weights where the server tells it (Ollama), else of what the server tells of the model."""
    family: Family

    @property
    def signature(self) -> str:
        """Name, digest and way of asking, for cache keys and units."""
        asked = f"prompt:{self.family.name}:{PROMPTS_VERSION}|greedy"
        return f"server:{self.name}@{self.digest[:12]}|{asked}"


@dataclass(slots=True)
class Server:
    """A server and the model on it that was asked for; nothing is said to it before the first question."""

    client: Client
    model: str = ""
    """Empty where the server has only one."""
    prompt: str = "auto"
    """A family's name, or ``auto``: by the model's name."""
    tells_log_probabilities: bool = field(default=True, init=False)
    _served: Served | None = field(default=None, init=False)

    @staticmethod
    def of(settings: Settings) -> Server:
        """Return the server that settings name.

        Raises:
            UsageError: they name none.
        """
        if not settings.server:
            raise UsageError("say where the server is: --server http://127.0.0.1:11434/v1 --model NAME")
        key = os.environ.get(KEY_VARIABLE, "").strip()
        if not (key.isascii() and key.isprintable()):
            raise UsageError(f"{KEY_VARIABLE} holds characters that no key has")
        client = Client(Address.of(settings.server), key, settings.allow_remote)
        return Server(client, settings.model, settings.prompt)

    @property
    def served(self) -> Served:
        """The model, as the server tells of it.

        Raises:
            CorpusError: the server cannot be reached, or has no such model.
        """
        if self._served is None:
            entry = self._choose(self.models())
            name = str(entry["id"])
            digest = self._digest(name) or _fingerprint(entry)
            family = family_of(name) if self.prompt == "auto" else families()[self.prompt]
            self._served = Served(name, digest, family)
        return self._served

    def models(self) -> list[Json]:
        """Return what the server tells of its models, each with an ``id``.

        Raises:
            CorpusError: the server cannot be reached, or does not speak the protocol.
        """
        try:
            listed = self.client.ask("/models", patient=False).get("data")
        except RefusedError as error:
            hint = "; an address mostly ends in /v1" if error.status == 404 else ""
            raise CorpusError(f"{error}{hint}") from error
        except NoAnswerError as error:
            raise CorpusError(f"{error}; is it started? (ollama serve, llama-server, vllm serve)") from error
        models = [entry for entry in listed or () if isinstance(entry, dict) and _is_name(entry.get("id"))]
        if not models:
            raise CorpusError(f"the server {self.client.address} lists no model")
        return models

    def _choose(self, models: Sequence[Json]) -> Json:
        """Return the model that was asked for; Ollama adds ``:latest`` to names without a tag."""
        by_name = {str(entry["id"]): entry for entry in models}
        for name in (self.model, f"{self.model}:latest"):
            if name in by_name:
                return by_name[name]
        if not self.model and len(models) == 1:
            return models[0]
        known = ", ".join(sorted(by_name)[:10])
        asked = (
            f"has no model {self.model!r}" if self.model else "has several models: choose one with --model"
        )
        raise CorpusError(f"the server {self.client.address} {asked}; it has {known}")

    def _digest(self, name: str) -> str:
        """Return the hash of the weights, which Ollama tells outside of the protocol; nothing elsewhere."""
        if not self.client.address.path.endswith("/v1"):
            return ""
        try:
            listed = self.client.ask(f"/{self.client.address.path[:-3]}/api/tags", patient=False).get(
                "models"
            )
        except CorpusError:
            return ""
        digests = {
            entry.get("name"): str(entry.get("digest") or "")
            for entry in listed or ()
            if isinstance(entry, dict)
        }
        return digests.get(name, "").removeprefix("sha256:")

    def complete(self, body: Json, client: Client) -> Json:
        """Return the server's answer to a conversation, without log-probabilities where it cannot give them.

        Raises:
            CorpusError: it gives none.
        """
        with_log_probabilities = self.tells_log_probabilities
        try:
            asked = {**body, "logprobs": True, "top_logprobs": 1} if with_log_probabilities else body
            return client.ask("/chat/completions", asked)
        except RefusedError as error:
            if not (with_log_probabilities and _NO_LOG_PROBABILITIES.search(error.said)):
                raise
            self.tells_log_probabilities = False
            return client.ask("/chat/completions", body)


@dataclass(frozen=True, slots=True)
class ServerTranslator:
    """One direction of a model that a server runs."""

    server: Server
    source: Lang
    batch_size: int = field(default=64, init=False)
    follows_prompt: bool = field(default=True, init=False)
    calibrated: bool = field(default=False, init=False)

    @property
    def target(self) -> Lang:
        """See :class:`align.translate.translator.Translator`."""
        return other(self.source)

    @property
    def name(self) -> str:
        """See :class:`align.translate.translator.Translator`."""
        return f"model {self.server.served.name} of the server {self.server.client.address}"

    @property
    def signature(self) -> str:
        """See :class:`align.translate.translator.Translator`; not where the server is, but what it runs."""
        return self.server.served.signature

    def translate(
        self,
        texts: Sequence[str],
        *,
        careful: bool = False,
        examples: Examples = MappingProxyType({}),
        progress: Progress | None = None,
    ) -> list[Draft]:
        """Translate texts, several at once; the first that gets no answer at last ends it all.

        Raises:
            CorpusError: the server gives no answer.
        """
        wanted = list(dict.fromkeys(texts))
        bodies = [self._body(text, examples.get(text, ()), careful=careful) for text in wanted]
        client = replace(self.server.client)  # One for the batch, so that the batch can be given up.
        pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="server")
        try:
            asked = {
                pool.submit(self._draft, text, body, client): text
                for text, body in zip(wanted, bodies, strict=True)
            }
            drafts: dict[str, Draft] = {}
            for future in as_completed(asked):
                drafts[asked[future]] = future.result()
                if progress:
                    progress(1)
        except BaseException:
            client.stop()
            raise
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        return [drafts[text] for text in texts]

    def _body(self, text: str, examples: Sequence[tuple[str, str]], *, careful: bool) -> Json:
        served = self.server.served
        is_short = self.source == "zh" and len(text) < _PHRASE
        cut = text[:_LONGEST]
        body: Json = {
            "model": served.name,
            "messages": served.family.ask(
                cut, self.target, examples, with_phrase=not examples and (careful or is_short)
            ),
            "temperature": 0,
            "seed": 0,
            "stream": False,
            # A Chinese character becomes about a token of English, four English letters one of Chinese.
            "max_tokens": 64 + (2 * len(cut) if self.source == "zh" else len(cut)),
        }
        return {**body, "frequency_penalty": _FREQUENCY_PENALTY} if careful else body

    def _draft(self, text: str, body: Json, client: Client) -> Draft:
        try:
            answer = self.server.complete(body, client)
        except RefusedError as error:
            if not _TOO_LONG.search(error.said):
                raise
            return Draft("", 0.0, finished=False)  # A unit less, and the ledger says so.
        return draft_of(answer, is_whole=len(text) <= _LONGEST)


def draft_of(answer: Json, *, is_whole: bool = True) -> Draft:
    """Return the draft that an answer holds; a server without log-probabilities gives 0 for them.

    Args:
        answer: as the protocol has it.
        is_whole: whether all of the source was asked.

    Raises:
        CorpusError: it holds none.

    >>> draft_of({"choices": [{"message": {"content": " Hello. "}, "finish_reason": "stop"}]}).text
    'Hello.'
    """
    try:
        choice = answer["choices"][0]
        content = choice["message"].get("content") or ""
        ended = choice.get("finish_reason") in ("stop", "eos", None)
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise CorpusError("the server answers otherwise than the OpenAI protocol has it") from error
    if not isinstance(content, str):
        raise CorpusError("the server answers otherwise than the OpenAI protocol has it")
    thought = _THINKING.match(content)
    text = normalise(content[thought.end() :] if thought else content)
    has_thought_through = thought is None or bool(thought["end"])
    return Draft(
        " ".join(text.split()),
        _mean_log_probability(choice.get("logprobs")),
        ended and is_whole and has_thought_through,
    )


def _mean_log_probability(given: object) -> float:
    """Return the mean of what a server gives for the tokens; 0 where it gives nothing."""
    tokens = given.get("content") if isinstance(given, dict) else None
    values = [entry.get("logprob") for entry in tokens or () if isinstance(entry, dict)]
    known = [float(value) for value in values if isinstance(value, int | float) and math.isfinite(value)]
    return min(0.0, sum(known) / len(known)) if known else 0.0


def _is_name(value: object) -> bool:
    """Whether a name may stand in a file and in a line of a terminal."""
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_NAME and value.isprintable()


def _fingerprint(entry: Json) -> str:
    """Return a hash of what a server without digests tells of a model."""
    meta = entry.get("meta")
    told = {**(meta if isinstance(meta, dict) else {}), **entry}
    stable = {name: told[name] for name in _STABLE if name in told}
    return hashlib.sha256(json.dumps(stable, sort_keys=True).encode("utf-8", "replace")).hexdigest()
