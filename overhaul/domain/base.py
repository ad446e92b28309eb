"""What every domain type shares: frozen pydantic models, canonical JSON and content hashes."""

import hashlib
import json
from typing import Any

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A value: immutable, compared by content, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    def digest(self) -> str:
        """The sha256 of the canonical JSON of this value, in hex."""
        return digest_of(self.model_dump(mode="json"))


def canonical_json(value: Any) -> bytes:
    """JSON with sorted keys and no spaces: equal values give equal bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest_of(value: Any) -> str:
    """The sha256 of ``canonical_json(value)``, in hex."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def digest_bytes(data: bytes) -> str:
    """The sha256 of ``data``, in hex: the name content goes by everywhere."""
    return hashlib.sha256(data).hexdigest()


def digest_or_none(data: bytes | None) -> str | None:
    """The same for a file that may be absent."""
    return None if data is None else digest_bytes(data)
