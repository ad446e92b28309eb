"""Globs over repository paths, one meaning everywhere."""

import re
from collections.abc import Iterable
from functools import cache

_WILD = re.compile(r"(\*\*/|\*\*|\*|\?)")
_SIMPLE = 2
"""With so many stars a regular expression cannot take long, whatever the path."""


def matches(path: str, globs: Iterable[str]) -> bool:
    """Whether ``path`` (POSIX, relative) is matched by one of ``globs``.

    ``*`` stays within a folder, ``**`` crosses folders, and a glob that names a folder covers
    everything below it. Both may be a stranger's: the time is bounded by the product of their lengths.
    """
    return any(_matches(path, glob.rstrip("/")) for glob in globs)


def _matches(path: str, glob: str) -> bool:
    if glob.count("*") <= _SIMPLE:
        return _pattern(glob).match(path) is not None
    return _simulated(path, glob)


@cache
def _pattern(glob: str) -> re.Pattern[str]:
    wild = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    parts = [wild.get(token, re.escape(token)) for token in _WILD.split(glob)]
    return re.compile("".join(parts) + r"(?:/.*)?\Z", re.DOTALL)


@cache
def _tokens(glob: str) -> tuple[str, ...]:
    """Wildcards, and the characters between them one by one. ``**/`` is two: to enter or not, and inside."""
    found: list[str] = []
    for part in _WILD.split(glob):
        if part == "**/":
            found += ["enter", "inside"]
        elif part in ("**", "*", "?"):
            found.append(part)
        else:
            found += part
    return tuple(found)


def _simulated(path: str, glob: str) -> bool:
    """All ways through the glob at once: backtracking over many stars would take exponential time."""
    tokens = _tokens(glob)
    end = len(tokens)
    states = _reached({0}, tokens)
    for character in path:
        if character == "/" and end in states:
            return True  # the glob names a folder that the path lies in
        after: set[int] = set()
        for state in states - {end}:
            after |= _step(state, tokens[state], character)
        states = _reached(after, tokens)
    return end in states


def _step(state: int, token: str, character: str) -> set[int]:
    """Where ``character`` leads from before ``token``."""
    if token == "inside":
        return {state, state + 1} if character == "/" else {state}
    if token == "**" or (token == "*" and character != "/"):
        return {state}
    if token == character or (token == "?" and character != "/"):
        return {state + 1}
    return set()


def _reached(states: set[int], tokens: tuple[str, ...]) -> set[int]:
    """``states``, and those that stars lead to by matching nothing."""
    found, waiting = set(states), list(states)
    while waiting:
        state = waiting.pop()
        token = tokens[state] if state < len(tokens) else ""
        onward = {"enter": (1, 2), "**": (1,), "*": (1,)}.get(token, ())
        new = {state + step for step in onward} - found
        found |= new
        waiting += new
    return found
