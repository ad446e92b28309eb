"""Test ids that are the same on CPython 2.7 and 3.x."""

import re

_ADDRESS = re.compile(r"0x[0-9a-fA-F]+[lL]?")
_PREFIX = re.compile(r"(?<![\w.])[uUbB](?=['\"])")
_LONG = re.compile(r"(?<![\w.])(\d+)[lL]\b")
_OLD_TYPE = re.compile(r"<type '")
_BUILTIN = re.compile(r"\b__builtin__\.")


def normalize(raw: str, root: str) -> str:
    """``raw`` without what differs between runs and dialects.

    Addresses lose their digits, string literals their ``u`` and ``b``, integers their ``L``, and paths
    under ``root`` (the repository's folder as the run saw it) become relative.
    """
    text = raw.replace(root.rstrip("/") + "/", "").replace(root.rstrip("/"), ".") if root else raw
    text = _ADDRESS.sub("0x", text)
    text = _PREFIX.sub("", text)
    text = _LONG.sub(r"\1", text)
    text = _OLD_TYPE.sub("<class '", text)
    return _BUILTIN.sub("builtins.", text)


def relative(path: str, root: str) -> str:
    """``path`` relative to ``root`` where it lies below it, unchanged otherwise; ``.pyc`` becomes ``.py``."""
    if path.endswith((".pyc", ".pyo")):
        path = path[:-1]
    prefix = root.rstrip("/") + "/"
    if path.startswith(prefix):
        path = path[len(prefix) :]
    return path[2:] if path.startswith("./") else path


def file_of(test: str) -> str | None:
    """The file a test id begins with, or None where it names none."""
    head, separator, _ = test.partition("::")
    if separator or head.endswith((".py", ".txt", ".rst")):
        return head
    return None


class Numberer:
    """Makes ids unique in the order they come: the second of a kind is ``id#2``."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def __call__(self, identity: str) -> str:
        count = self._seen[identity] = self._seen.get(identity, 0) + 1
        return identity if count == 1 else f"{identity}#{count}"
