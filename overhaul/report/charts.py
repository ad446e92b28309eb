"""Charts as HTML: numbers in, bars out; readable without a script, on paper and on a telephone."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from overhaul.report.visible import visible

_KINDS = ("passed", "failed", "not-collected", "skipped", "xfailed", "absent")
"""What a test can do, in the order it is drawn; each has a colour of the same name in the style sheet."""
_LEAST = 0.4
"""Per cent: the shortest bar that can be seen."""
_ROOM_FOR_A_NUMBER = 9


class Bar(NamedTuple):
    """A stacked bar: a label and (kind, count) parts, in order."""

    label: str
    parts: Sequence[tuple[str, int]]


def stacked(bars: Sequence[Bar]) -> Markup:
    """Horizontal stacked bars on one scale, with a legend."""
    most = max((sum(count for _, count in bar.parts) for bar in bars), default=0) or 1
    rows = [_row(bar.label, "".join(_part(kind, count, most) for kind, count in bar.parts), "") for bar in bars]
    kinds = [kind for kind in _KINDS if any(kind == k and c for bar in bars for k, c in bar.parts)]
    legend = " ".join(f'<span><i class="{kind}"></i>{kind}</span>' for kind in kinds)
    return _chart("stacked", [*rows, f'<div class="legend">{legend}</div>'])


def before_after(before: Mapping[str, int], after: Mapping[str, int], most: int = 18) -> Markup:
    """A thin bar a kind: how many there were, and in another colour how many of them are left."""
    top = max([*before.values(), *after.values()], default=0) or 1
    kinds = sorted(before.keys() | after.keys(), key=lambda kind: (-max(before.get(kind, 0), after.get(kind, 0)), kind))
    rows = []
    for kind in kinds[:most]:
        was, now = before.get(kind, 0), after.get(kind, 0)
        parts = _thin("left", min(was, now), top) + _thin("gone", was - now, top) + _thin("came", now - was, top)
        rows.append(_row(kind, parts, f"{was:,} → {now:,}"))
    return _chart("thin", [*rows, *_beyond(kinds[most:], lambda kind: before.get(kind, 0))])


def counts(table: Mapping[str, int], most: int = 18) -> Markup:
    """One thin bar a kind, in the order given."""
    kinds = list(table)
    top = max((table[kind] for kind in kinds[:most]), default=0) or 1
    rows = [_row(kind, _thin("gone", table[kind], top), f"{table[kind]:,}") for kind in kinds[:most]]
    return _chart("thin", [*rows, *_beyond(kinds[most:], lambda kind: table[kind])])


def _chart(kind: str, rows: Iterable[str]) -> Markup:
    return Markup(f'<div class="chart {kind}">' + "".join(rows) + "</div>")


def _row(label: str, bars: str, said: str) -> str:
    number = f'<span class="said">{said}</span>' if said else ""
    name = f'<span class="of">{escape(visible(label))}</span>'
    return f'<div class="row">{name}<span class="bar">{bars}</span>{number}</div>'


def _part(kind: str, count: int, most: int) -> str:
    if count <= 0:
        return ""
    share = 100 * count / most
    colour = kind if kind in _KINDS else "skipped"
    number = f"{count:,}" if share >= _ROOM_FOR_A_NUMBER else ""
    title = f"{escape(kind)}: {count:,}"
    return f'<i class="{colour}" style="width:{max(share, _LEAST):.2f}%" title="{title}">{number}</i>'


def _thin(kind: str, count: int, top: int) -> str:
    return f'<i class="{kind}" style="width:{max(100 * count / top, _LEAST):.2f}%"></i>' if count > 0 else ""


def _beyond(kinds: Sequence[str], count: Callable[[str], int]) -> list[str]:
    """One line for the kinds that are not drawn."""
    if not kinds:
        return []
    total = sum(count(kind) for kind in kinds)
    return [f'<div class="sub">and {len(kinds):,} more kind{"" if len(kinds) == 1 else "s"}, {total:,} in all</div>']
