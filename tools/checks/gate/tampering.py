"""Code that is no test and reaches for the tests: what it newly mentions, counted against what it did before."""

import re
from collections import Counter
from collections.abc import Iterator

from tools.checks.gate.context import Change
from tools.checks.gate.definitions import swallowers
from tools.checks.gate.equality import equal_to_all
from tools.checks.gate.reading import decoded, misleads, plain_code

_SIGNS: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    (
        "imports a test tool",
        re.compile(
            rb"\b(?:import|from)[ \t]+(?:unittest|_pytest|pytest|nose|py\.test|doctest)\b"
            rb"|__import__\(\s*['\"](?:unittest|_?pytest|nose|doctest)|import_module\(\s*['\"](?:unittest|_?pytest|nose)"
        ),
    ),
    (
        "imports by a name that it makes up",
        re.compile(rb"\b(?:__import__|import_module|runpy\s*\.\s*run_\w+)\b(?!\s*\(\s*['\"][\w.]+['\"]\s*[,)])"),
    ),
    ("names a test tool in a string", re.compile(rb"['\"](?:unittest2?|_?pytest|py\.test|nose)(?:\.[\w.]*)?['\"]")),
    (
        "asks whether it is tested",
        re.compile(
            rb"PYTEST_CURRENT_TEST|PYTEST_VERSION|OVERHAUL\w*|['\"/.]overhaul\w*|overhaul_probe"
            rb"|\b(?:run_probe|call_functions|import_modules)\b"
        ),
    ),
    ("looks for the report", re.compile(rb"\.overhaul|/overhaul/|/proc/(?:self|\d)")),
    ("ends the process", re.compile(rb"\b(?:os\s*\.\s*)?_exit\b|\bos\s*\.\s*(?:abort|kill|killpg|exec[lv]\w*)\b")),
    ("registers an exit hook", re.compile(rb"\batexit\b|\bsys\s*\.\s*exitfunc\b|\bweakref\s*\.\s*finalize\b")),
    (
        "walks frames or objects",
        re.compile(
            rb"\b_getframe\b|\b_current_frames\b|\bgc\s*\.\s*get_(?:objects|referrers|referents)\b|\bfrom[ \t]+gc\b"
            rb"|\bcurrentframe\b|\binspect\s*\.\s*(?:stack|getouterframes|trace)\b|\bf_(?:back|locals|globals)\b"
            rb"|\b(?:tb|gi|cr|ag)_frame\b|\b_current_exceptions\b|\btraceback\s*\.\s*walk_\w+|\b__subclasses__\b"
            rb"|\b(?:__globals__|func_globals|__closure__|func_closure)\b"
            rb"|\bimport[ \t]+__main__\b|['\"]__main__['\"]\s*\]"
        ),
    ),
    (
        "traces",
        re.compile(
            rb"\bset(?:trace|profile)(?:_all_threads)?\b|\b(?:sys|threading)\s*\.\s*(?:excepthook|unraisablehook)\b"
            rb"|\bsys\s*\.\s*(?:displayhook|breakpointhook|monitoring|addaudithook)\b"
        ),
    ),
    (
        "changes modules or imports",
        re.compile(
            rb"\bsys\s*\.\s*(?:meta_path|path_hooks|path_importer_cache|pycache_prefix|modules|__dict__)\b"
            rb"|\bvars\(\s*(?:sys|os)\s*\)|\b[gs]etattr\(\s*(?:sys|os)\s*,\s*(?!['\"]\w+['\"]\s*[,)])"
            rb"|\b(?:cache_from_source|py_compile|compileall)\b"
        ),
    ),
    (
        "replaces the code of a function",
        re.compile(
            rb"\b(?:__code__|func_code)\b\s*=[^=]|['\"](?:__code__|func_code)['\"]|\b(?:Function|Code)Type\s*\("
        ),
    ),
    ("steers signals", re.compile(rb"\bsignal\s*\.\s*(?:signal|alarm|setitimer|pthread_kill|raise_signal)\b")),
    ("calls into memory", re.compile(rb"\bctypes\b|\bcffi\b")),
    ("reaches file descriptors", re.compile(rb"\bos\s*\.\s*(?:dup2?|closerange|fdopen|ftruncate|pwrite)\b")),
    (
        "equals everything",
        re.compile(rb"def[ \t]+__(?:eq|ne|bool|nonzero|contains|cmp)__\([^)]*\)\s*:\s*return[ \t]+\w+\s*$", re.M),
    ),
    (
        "replaces builtins",
        re.compile(
            rb"\b(?:__builtin__|builtins|__builtins__)\s*\.\s*\w+\s*=[^=]|\bsetattr\(\s*(?:builtins|__builtin)"
            rb"|\b__builtins__\s*(?:\[|\.\s*(?:update|__setitem__|setdefault))|\bvars\(\s*(?:builtins|__builtin)"
            rb"|\b(?:__builtin__|builtins)\s*\.\s*__dict__"
        ),
    ),
    ("raises a skip", re.compile(rb"\bSkipTest\b|\bpytest\.skip\b|\boutcomes\.Skipped\b")),
    (
        "hides code",
        re.compile(
            rb"\b(?:b64decode|unhexlify|marshal\s*\.\s*loads|zlib\s*\.\s*decompress)\b|(?<![.\w])(?:exec|eval|compile)\s*\("
            rb"|\bfromhex\b|['\"]\s*\[\s*:\s*:\s*-1\s*\]"
        ),
    ),
)

_RECIPES_MAY = frozenset({"imports a test tool", "names a test tool in a string", "hides code"})
"""Signs that a recipe's own rewriting produces: ``unittest2`` becomes ``unittest``, ``exec`` a call."""


_MOVED = (
    (b"__builtins__", b"builtins"),
    (b"__builtin__", b"builtins"),
    (b"func_globals", b"__globals__"),
    (b"func_closure", b"__closure__"),
    (b"func_code", b"__code__"),
    (b"__nonzero__", b"__bool__"),
    (b"unittest2", b"unittest"),
)
_DIRECTION = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Characters that no reader sees, and that make code look like other code."""


def tamperings(change: Change) -> Iterator[str]:
    """Signs that ``change`` adds to a file which is no test.

    What others than recipes add counts by its words: one sign may not take the place of another.
    """
    after = change.after or b""
    old = [text for text in (change.base, change.before) if text is not None] or [b""]
    now, was = _signs(after), [_signs(text) for text in old]
    for sentence, _ in _SIGNS:
        if change.by_recipe and sentence in _RECIPES_MAY:
            continue
        if change.by_recipe:
            more = now[sentence].total() > max(signs[sentence].total() for signs in was)
        else:
            more = any(count > max(signs[sentence][word] for signs in was) for word, count in now[sentence].items())
        if more:
            yield sentence
    if equal_to_all(after) > max(map(equal_to_all, old)):
        yield "equals everything"
    if not change.by_recipe and swallowers(after) > max(map(swallowers, old)):
        yield "hides errors: a handler takes any and does nothing"
    if misleads(after) and not any(map(misleads, old)):
        yield "hides code in its encoding"
    if _unseen(after) > max(map(_unseen, old)):
        yield "hides code by characters that nobody sees"


def _signs(source: bytes) -> dict[str, Counter[bytes]]:
    """Sentence → the words of ``source`` that say so, with their number."""
    code = plain_code(source)
    return {sentence: Counter(_word(match[0]) for match in pattern.finditer(code)) for sentence, pattern in _SIGNS}


def _word(text: bytes) -> bytes:
    """``text`` as the target calls it, without spaces: a name that only moved is no new sign."""
    word = b"".join(text.split())
    for old, new in _MOVED:
        word = word.replace(old, new)
    return word


def _unseen(source: bytes) -> int:
    return len(_DIRECTION.findall(decoded(source).removeprefix("\ufeff")))
