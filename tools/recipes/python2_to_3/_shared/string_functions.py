"""What Python 2's ``string`` module held, and how each is said now."""

METHODS = frozenset(
    {
        b"lower", b"upper", b"strip", b"lstrip", b"rstrip", b"split", b"rsplit", b"splitfields", b"replace",
        b"find", b"rfind", b"index", b"rindex", b"count", b"capitalize", b"swapcase", b"center", b"ljust",
        b"rjust", b"zfill", b"expandtabs", b"translate",
    }
)  # fmt: skip
"""``string.f(s, ...)`` is ``s.f(...)``."""
METHOD_NAMES = {b"splitfields": b"split"}
JOINS = frozenset({b"join", b"joinfields"})
"""``string.join(words, sep)`` is ``sep.join(words)``; the separator is a blank where none is given."""
FUNCTIONS = {b"atoi": b"int", b"atol": b"int", b"atof": b"float", b"maketrans": b"str.maketrans"}
"""Said by another function of the same arguments."""
ERRORS = frozenset({b"atof_error", b"atoi_error", b"atol_error", b"index_error"})
"""All of them were ``ValueError``."""
CONSTANTS = {b"letters": b"ascii_letters", b"lowercase": b"ascii_lowercase", b"uppercase": b"ascii_uppercase"}
"""Constants of another name."""
GONE = METHODS | JOINS | FUNCTIONS.keys() | CONSTANTS.keys() | ERRORS
"""Every name that ``string`` no longer has."""
