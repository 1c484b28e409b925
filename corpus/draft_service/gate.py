"""Who may ask the service: this machine, or whoever has the key."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from corpus.errors import UsageError
from corpus.hosts import is_loopback


@dataclass(frozen=True, slots=True)
class Gate:
    """The rules of one run."""

    host: str
    key: str = ""

    def __post_init__(self) -> None:
        if not self.is_local and not self.key:
            raise UsageError(
                f"--host {self.host} lets other machines ask: give an --api-key too (or DUIZHAO_API_KEY)"
            )

    @property
    def is_local(self) -> bool:
        """Whether only this machine can ask."""
        return is_loopback(self.host)

    def knows(self, key: object) -> bool:
        """Whether a request has the key; everybody has where none is set."""
        return not self.key or (isinstance(key, str) and hmac.compare_digest(key.encode(), self.key.encode()))

    def knows_host(self, name: str) -> bool:
        """Whether a request was meant for us: a page elsewhere may have its name lead here (DNS rebinding).

        >>> Gate("127.0.0.1").knows_host("localhost:5000"), Gate("127.0.0.1").knows_host("evil.example")
        (True, False)
        """
        if not self.is_local:
            return True  # Behind a proxy it has any name; the key decides.
        host = name[: name.index("]") + 1] if name.startswith("[") and "]" in name else name.partition(":")[0]
        return is_loopback(host.strip("[]"))
