"""Code that is no test and reaches for the tests: what it newly mentions, counted against what it did before."""

import re
from collections.abc import Iterator

from tools.checks.gate.context import Change

_SIGNS: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    (
        "imports a test tool",
        re.compile(
            rb"\b(?:import|from)[ \t]+(?:unittest|_pytest|pytest|nose|py\.test|doctest)\b"
            rb"|__import__\(\s*['\"](?:unittest|_?pytest|nose|doctest)|import_module\(\s*['\"](?:unittest|_?pytest|nose)"
        ),
    ),
    ("names a test tool in a string", re.compile(rb"['\"](?:unittest2?|_?pytest|py\.test|nose)(?:\.[\w.]*)?['\"]")),
    ("asks whether it is tested", re.compile(rb"PYTEST_CURRENT_TEST|PYTEST_VERSION|OVERHAUL\w*|overhaul_probe")),
    ("looks for the report", re.compile(rb"\.overhaul|/overhaul/|/proc/(?:self|\d)")),
    ("ends the process", re.compile(rb"\b(?:os\s*\.\s*)?_exit\b|\bos\s*\.\s*(?:abort|kill|killpg|exec[lv]\w*)\b")),
    ("registers an exit hook", re.compile(rb"\batexit\b|\bsys\s*\.\s*exitfunc\b")),
    (
        "walks frames or objects",
        re.compile(
            rb"\b_getframe\b|\b_current_frames\b|\bgc\s*\.\s*get_(?:objects|referrers|referents)\b|\bfrom[ \t]+gc\b"
            rb"|\bcurrentframe\b|\binspect\s*\.\s*(?:stack|getouterframes|trace)\b|\bf_(?:back|locals|globals)\b"
            rb"|\btb_frame\b|\bgi_frame\b|\bcr_frame\b"
        ),
    ),
    ("traces", re.compile(rb"\bset(?:trace|profile)\b|\bsys\s*\.\s*(?:excepthook|displayhook|monitoring)\b")),
    ("changes modules or imports", re.compile(rb"\bsys\s*\.\s*(?:meta_path|path_hooks|modules)\b\s*(?:\[|\.|=[^=])")),
    ("steers signals", re.compile(rb"\bsignal\s*\.\s*(?:signal|alarm|setitimer|pthread_kill)\b")),
    ("calls into memory", re.compile(rb"\bctypes\b|\bcffi\b")),
    ("reaches file descriptors", re.compile(rb"\bos\s*\.\s*(?:dup2?|closerange|fdopen|ftruncate|pwrite)\b")),
    (
        "equals everything",
        re.compile(rb"def[ \t]+__(?:eq|ne|bool|nonzero|contains|cmp)__\([^)]*\)\s*:\s*return[ \t]+\w+\s*$", re.M),
    ),
    (
        "replaces builtins",
        re.compile(rb"\b(?:__builtin__|builtins|__builtins__)\s*\.\s*\w+\s*=[^=]|\bsetattr\(\s*(?:builtins|__builtin)"),
    ),
    ("raises a skip", re.compile(rb"\bSkipTest\b|\bpytest\.skip\b|\boutcomes\.Skipped\b")),
    (
        "hides code",
        re.compile(
            rb"\b(?:b64decode|unhexlify|marshal\s*\.\s*loads|zlib\s*\.\s*decompress)\b|(?<![.\w])(?:exec|eval|compile)\s*\("
        ),
    ),
)

_RECIPES_MAY = frozenset({"imports a test tool", "names a test tool in a string", "hides code"})
"""Signs that a recipe's own rewriting produces: ``unittest2`` becomes ``unittest``, ``exec`` a call."""


def tamperings(change: Change) -> Iterator[str]:
    """Signs that ``change`` adds to a file which is no test."""
    after = change.after or b""
    old = [text for text in (change.base, change.before) if text is not None] or [b""]
    for sentence, pattern in _SIGNS:
        if change.by_recipe and sentence in _RECIPES_MAY:
            continue
        if len(pattern.findall(after)) > max(len(pattern.findall(text)) for text in old):
            yield sentence
