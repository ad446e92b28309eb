"""Secrets taken out of what leaves, and put back into what comes home."""

import contextlib
import hmac
import json
import os
import secrets as random
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from overhaul.domain.base import digest_bytes
from overhaul.domain.errors import StoreFailure
from overhaul.domain.models import Segment, Speaker
from serving.secrets import find_secrets

_LENGTHS = (16, 24, 32, 48, 64, 96, 128)
_MOST_REMEMBERED = 20_000
_KEY_BYTES = 16


def kept_key(path: Path) -> bytes:
    """The key in ``path``, made there the first time: placeholders are then the same from run to run.

    Raises:
        StoreFailure: it can be neither read nor made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Made whole and then linked: two processes that come first at once get one key.
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".making-")
        work = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(random.token_bytes(_KEY_BYTES))
            with contextlib.suppress(FileExistsError):
                path.hardlink_to(work)
        finally:
            work.unlink()
        return path.read_bytes()
    except OSError as exc:
        raise StoreFailure(f"{path} cannot be made: {exc.strerror}") from exc


def _without(text: str, secrets: Mapping[str, str]) -> str:
    """``text`` with every one of ``secrets`` taken out, as it is or as JSON writes it; the longest first."""
    for placeholder, secret in sorted(secrets.items(), key=lambda item: (-len(item[1]), item)):
        for form in (json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], secret):
            text = text.replace(form, placeholder)
    return text


@dataclass(frozen=True)
class Masked:
    """Segments as they may leave."""

    segments: tuple[Segment, ...]
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What stands in the text → the secret it stands for."""

    def restored(self, text: str, *, as_json: bool) -> str:
        """An answer with the secrets put back, so that an edit still fits the file.

        Args:
            as_json: whether ``text`` is JSON, in whose strings a secret is escaped.
        """
        for placeholder, secret in self.secrets.items():
            text = text.replace(placeholder, json.dumps(secret)[1:-1] if as_json else secret)
        return text


class Masker:
    """Replaces secrets by placeholders, always the same one for the same secret: prompts stay the same bytes.

    A placeholder is about as long as its secret and says nothing about it without the key.

    Args:
        key: of the placeholders; a new one where none is given, so that they differ from process to process.
    """

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key or random.token_bytes(_KEY_BYTES)
        self._known: dict[str, tuple[str, dict[str, str]]] = {}
        self._lock = threading.Lock()

    def masked(self, segments: Sequence[Segment]) -> Masked:
        """The segments without their secrets.

        What a model said before holds the secrets that were put back into it, inside JSON, where nothing around
        them may tell what they are: it is searched for all that the other segments hold.
        """
        texts: list[str] = []
        secrets: dict[str, str] = {}
        for segment in segments:
            text, found = self.masked_text(segment.text)
            texts.append(text)
            secrets |= found
        result = []
        for segment, found_text in zip(segments, texts, strict=True):
            said = segment.speaker is Speaker.ASSISTANT and bool(secrets)
            text = _without(found_text, secrets) if said else found_text
            result.append(segment if text == segment.text else segment.model_copy(update={"text": text}))
        return Masked(tuple(result), secrets)

    def masked_text(self, text: str) -> tuple[str, dict[str, str]]:
        """The text without its secrets, and what was taken out. Texts seen before cost a hash."""
        digest = digest_bytes(text.encode("utf-8", "surrogatepass"))
        known = self._known.get(digest)
        if known is not None:
            return (text, known[1]) if not known[1] else known
        made = self._mask(text)
        with self._lock:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            # A text with nothing to hide is not kept: its digest is enough.
            self._known[digest] = made if made[1] else ("", {})
        return made

    def _mask(self, text: str) -> tuple[str, dict[str, str]]:
        found = find_secrets(text)
        if not found:
            return text, {}
        parts: list[str] = []
        secrets: dict[str, str] = {}
        end = 0
        for item in found:
            secret = text[item.start : item.end]
            placeholder = self._placeholder(secret)
            secrets[placeholder] = secret
            parts += [text[end : item.start], placeholder]
            end = item.end
        return "".join((*parts, text[end:])), secrets

    def _placeholder(self, secret: str) -> str:
        mark = hmac.new(self._key, secret.encode("utf-8", "surrogatepass"), "sha256").hexdigest()[:8]
        length = next((length for length in _LENGTHS if length >= len(secret)), _LENGTHS[-1])
        return f"MASKED_{mark}".ljust(length, "x")
