"""Files that somebody else wrote, or nobody: vendored, generated, minified."""

import re

_VENDORED = re.compile(
    r"(?:^|/)(?:_?vendor(?:ed)?|third_?party|3rdparty|externals?|_?extern|node_modules|bower_components|bundled)/"
)
_GENERATED = re.compile(
    rb"^\W*.{0,60}(?:@generated\b|auto(?:matically|-)? ?generated|generated (?:by|from|automatically)"
    rb"|do not (?:edit|modify)\b)",
    re.IGNORECASE | re.MULTILINE,
)
_HEAD = 1_024
_MINIFIED_LINE = 500
"""Scripts and style sheets whose lines are longer than this on average are minified."""


def note(path: str, language: str, data: bytes, lines: int) -> str:
    """``vendored``, ``generated``, ``minified``, or nothing."""
    if _VENDORED.search(path):
        return "vendored"
    if language in ("JavaScript", "CSS") and (".min." in path or len(data) > _MINIFIED_LINE * max(lines, 1)):
        return "minified"
    head = data[:_HEAD]
    if b"enerated" in head or b"GENERATED" in head or b"edit" in head.lower():
        return "generated" if _GENERATED.search(head) else ""
    return ""
