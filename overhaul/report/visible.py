"""Text of a repository made safe to look at: nothing in it is invisible or turns the line around."""

import re

_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Controls, zero-width and bidirectional characters, lone surrogates, tags: what a reviewer cannot see."""


def one_line(text: str) -> str:
    """``text`` on one line, for a terminal: nothing in it can move the cursor or change colours."""
    return visible(" ".join(text.replace("\t", " ").splitlines()))


def visible(text: str) -> str:
    """``text`` with every hidden character spelled out, e.g. ``⟨U+202E⟩``; tabs and line ends stay."""
    return _HIDDEN.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text)
