"""A bar chart as a small SVG, written by hand: it needs no library and reads well on light and dark pages."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

_WIDTH, _LEFT, _RIGHT = 760, 190, 130
_TOP, _ROW, _BAR = 56, 38, 22
_STYLE = """
text { font: 14px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600; font-size: 16px }
.track { fill: #d0d7de; fill-opacity: .45 }
.first { fill: #0969da }
.other { fill: #8c959f }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .track { fill: #30363d } .first { fill: #4493f8 } }
"""


class Bar(NamedTuple):
    """One bar."""

    label: str
    value: int
    shown: str
    """What is written beside it."""
    first: bool = False
    """Drawn in colour."""


def bar_chart(title: str, bars: Sequence[Bar], whole: int) -> str:
    """Horizontal bars, each over a track as long as ``whole``, with what it shows at the right."""
    height = _TOP + _ROW * len(bars) + 12
    room = _WIDTH - _LEFT - _RIGHT
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        f'aria-label="{escape(title)}">',
        f"<style>{_STYLE}</style>",
        f'<text class="title" x="16" y="30">{escape(title)}</text>',
    ]
    for number, bar in enumerate(bars):
        top = _TOP + _ROW * number
        length = room * bar.value / whole if whole else 0
        kind = "first" if bar.first else "other"
        middle = top + _BAR - 6
        lines += [
            f'<text x="{_LEFT - 12}" y="{middle}" text-anchor="end">{escape(bar.label)}</text>',
            f'<rect class="track" x="{_LEFT}" y="{top}" width="{room}" height="{_BAR}" rx="3"/>',
            f'<rect class="{kind}" x="{_LEFT}" y="{top}" width="{length:.1f}" height="{_BAR}" rx="3"/>',
            f'<text x="{_LEFT + room + 12}" y="{middle}">{escape(bar.shown)}</text>',
        ]
    return "\n".join([*lines, "</svg>"]) + "\n"
