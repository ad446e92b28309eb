"""Charts as inline SVG: numbers in, shapes out, readable without a script and on paper."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

_COLOURS = {
    "passed": "var(--good)",
    "failed": "var(--bad)",
    "not-collected": "var(--worse)",
    "skipped": "var(--quiet)",
    "xfailed": "var(--quiet)",
    "absent": "var(--faint)",
}


class Bar(NamedTuple):
    """A stacked bar: a label and (kind, count) parts, in order."""

    label: str
    parts: Sequence[tuple[str, int]]


def stacked(bars: Sequence[Bar], width: int = 720) -> Markup:
    """Horizontal stacked bars on one scale, with a legend."""
    most = max((sum(count for _, count in bar.parts) for bar in bars), default=0) or 1
    height, label, gap = 34, 190, 14
    out = []
    for index, bar in enumerate(bars):
        y, x = index * (height + gap), float(label)
        out.append(f'<text x="{label - 12}" y="{y + height / 2 + 5}" text-anchor="end">{escape(bar.label)}</text>')
        for kind, count in bar.parts:
            if not count:
                continue
            length = (width - label) * count / most
            title = f"<title>{escape(kind)}: {count:,}</title>"
            fill = _COLOURS.get(kind, "var(--quiet)")
            out.append(f'<rect x="{x:.1f}" y="{y}" width="{length:.1f}" height="{height}" fill="{fill}">{title}</rect>')
            if length > 34:
                centre = x + length / 2
                out.append(
                    f'<text class="on" x="{centre:.1f}" y="{y + height / 2 + 5}" text-anchor="middle">{count:,}</text>'
                )
            x += length
    total = len(bars) * (height + gap)
    kinds = [kind for kind in _COLOURS if any(kind == k and c for bar in bars for k, c in bar.parts)]
    out.append(_legend(kinds, label, total + 6))
    return Markup(
        f'<svg viewBox="0 0 {width} {total + 28}" role="img" class="chart" preserveAspectRatio="xMinYMin">'
        + "".join(out)
        + "</svg>"
    )


def _legend(kinds: Sequence[str], x: float, y: float) -> str:
    out = []
    for kind in kinds:
        out.append(f'<rect x="{x}" y="{y}" width="12" height="12" rx="2" fill="{_COLOURS[kind]}"/>')
        out.append(f'<text class="small" x="{x + 18}" y="{y + 11}">{escape(kind)}</text>')
        x += 34 + 7.2 * len(kind)
    return "".join(out)


def before_after(before: Mapping[str, int], after: Mapping[str, int], most: int = 18, width: int = 720) -> Markup:
    """Pairs of thin bars a kind: how many there were, how many are left."""
    kinds = sorted(before.keys() | after.keys(), key=lambda kind: (-max(before.get(kind, 0), after.get(kind, 0)), kind))
    shown = kinds[:most]
    top = max((max(before.get(kind, 0), after.get(kind, 0)) for kind in shown), default=0) or 1
    row, label = 24, 230
    out = []
    for index, kind in enumerate(shown):
        y = index * row
        was, now = before.get(kind, 0), after.get(kind, 0)
        scale = (width - label - 90) / top
        out.append(f'<text x="{label - 12}" y="{y + 15}" text-anchor="end">{escape(kind)}</text>')
        length = max(1.5, was * scale)
        out.append(f'<rect x="{label}" y="{y + 3}" width="{length:.1f}" height="9" rx="1" fill="var(--accent)"/>')
        if now:
            length = max(1.5, now * scale)
            out.append(f'<rect x="{label}" y="{y + 12}" width="{length:.1f}" height="6" rx="1" fill="var(--bad)"/>')
        said = f"{was:,} → {now:,}"
        out.append(f'<text class="small" x="{label + max(was, now) * scale + 10:.1f}" y="{y + 15}">{said}</text>')
    height = len(shown) * row + 4
    return Markup(f'<svg viewBox="0 0 {width} {height}" role="img" class="chart">' + "".join(out) + "</svg>")


def counts(table: Mapping[str, int], most: int = 18) -> Markup:
    """One thin bar a kind, in the order given."""
    shown = dict(list(table.items())[:most])
    top = max(shown.values(), default=0) or 1
    row, label, width = 22, 230, 720
    out = []
    for index, (kind, count) in enumerate(shown.items()):
        y, length = index * row, max(1.5, count * (width - label - 70) / top)
        out.append(f'<text x="{label - 12}" y="{y + 14}" text-anchor="end">{escape(kind)}</text>')
        out.append(f'<rect x="{label}" y="{y + 3}" width="{length:.1f}" height="13" rx="2" fill="var(--accent)"/>')
        out.append(f'<text class="small" x="{label + length + 8:.1f}" y="{y + 14}">{count:,}</text>')
    return Markup(
        f'<svg viewBox="0 0 {width} {len(shown) * row + 4}" role="img" class="chart">' + "".join(out) + "</svg>"
    )
