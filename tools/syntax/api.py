"""What a module offers to others: its public names, told from the tokens, so that both Pythons read alike."""

import re
from itertools import pairwise

from tools.syntax.lexical import Lexed

_NAMED = re.compile(
    rb"(?:^|\n)([ \t]*)(?:(?:async[ \t]+)?(def|class)[ \t]+(\w+)[ \t]*(\()?|([A-Za-z_]\w*)[ \t]*=(?!=))", re.ASCII
)
_PROTOCOL = re.compile(r"__\w+__\Z")
_QUIET = frozenset({"__all__", "__doc__", "__version__", "__author__", "__date__", "__slots__", "__metaclass__"})


def public_api(source: bytes) -> dict[str, str]:
    """Qualified name (``C.method``) → parameters as ``(self, x, y=, *rest)``; empty for what is no function.

    Names that start with an underscore are private, those of protocols (``__len__``) and ``__init__`` are not.
    What stands inside functions is nobody else's; what stands under ``if`` or ``try`` counts.
    """
    lexed = Lexed(source)
    found: dict[str, str] = {}
    around: list[tuple[int, str | None]] = []
    """(indentation, qualified name of a class; None for a function and for what is private)."""
    for match in _NAMED.finditer(lexed.mask):
        indent, kind, name, opening, assigned = match.groups()
        width = len(indent.expandtabs())
        while around and around[-1][0] >= width:
            around.pop()
        holder = around[-1][1] if around else ""
        own = (name or assigned).decode("ascii", "replace")
        public = holder is not None and _is_public(own)
        qualified = f"{holder}.{own}" if holder else own
        if public and not (assigned and width and not around):
            found[qualified] = _parameters(lexed, match.start(4)) if kind == b"def" and opening else ""
        if kind:
            around.append((width, qualified if public and kind == b"class" else None))
    return found


def _is_public(name: str) -> bool:
    if name in _QUIET:
        return False
    return not name.startswith("_") or _PROTOCOL.match(name) is not None


def _parameters(lexed: Lexed, opening: int) -> str:
    """The parameters of the list that opens there, defaults left out but told."""
    closing = lexed.closing(opening)
    if closing < 0:
        return ""
    commas = lexed.commas(opening + 1, closing)
    cuts = [opening, *commas, closing]
    parts = [lexed.mask[start + 1 : end] for start, end in pairwise(cuts)]
    names = [_parameter(part) for part in parts]
    return "(" + ", ".join(name for name in names if name) + ")"


def _parameter(text: bytes) -> str:
    name, equals, _ = text.partition(b"=")
    plain = b"".join(name.partition(b":")[0].split())
    return plain.decode("ascii", "replace") + ("=" if equals else "")
