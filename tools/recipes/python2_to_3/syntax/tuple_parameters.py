"""``def f((a, b)):`` unpacks in its body; ``lambda (k, v): …`` takes one argument."""

import dataclasses
import re
from collections.abc import Iterator
from typing import NamedTuple

from overhaul.domain.edits import Edit
from tools.recipes.python2_to_3._shared.suites import first_in_suite
from tools.recipes.python2_to_3._shared.tokens import free_name, names
from tools.recipes.recipe import Hit, Match, Phase, recipe
from tools.recipes.source import Source, insert
from tools.syntax.lexical import Lexed, Span

_LAMBDA_STOPS = re.compile(rb"[()\[\]{},:;=\r\n]|\b(?:lambda|for|if|else)\b")
_LAMBDA_HEAD_STOPS = re.compile(rb"[:(\[{]|\blambda\b")
_SHADOWING = re.compile(rb"\b(?:lambda|for)\b")


class _Parameter(NamedTuple):
    """A parameter that is a tuple: where it is, its new name, and what it unpacks to."""

    span: Span
    name: bytes
    target: bytes


@recipe(
    "tuple-parameter",
    title="tuple parameters are unpacked in the body",
    stage="syntax",
    phase=Phase.LEXICAL,
    having=("def",),
    pattern=r"def(?<!\wdef)[ \t]+\w+[ \t]*\((?=\s*\(|[^:,]*+(?:,(?!\s*\()[^:,]*+)*+,\s*\()",
)
def tuple_parameter(source: Source, hit: Hit) -> Match | None:
    """A parameter in parentheses becomes a name made of the names in it, unpacked after the docstring."""
    lexed = source.lexed
    opening = hit.end - 1
    closing = lexed.closing(opening)
    if closing < 0:
        return None
    tuples = _tuples(lexed, opening + 1, closing)
    colon = lexed.after(closing + 1)
    if not tuples or lexed.mask[colon : colon + 1] != b":":
        return None
    edits = [Edit(start=p.span.start, end=p.span.end, text=p.name) for p in tuples]
    statements = [p.target + b" = " + p.name for p in tuples if p.target]
    if statements:
        edits.append(first_in_suite(lexed, colon, statements))
    return Match(hit.start, tuple(edits))


def _tuples(lexed: Lexed, start: int, end: int) -> list[_Parameter]:
    """The tuple parameters in ``start``-``end``."""
    edges = [start - 1, *lexed.commas(start, end), end]
    found = []
    taken: set[bytes] = set()
    for left in edges[:-1]:
        opening = _content_start(lexed, left + 1)
        if lexed.mask[opening : opening + 1] != b"(":
            continue
        closing = lexed.closing(opening) + 1
        text = lexed.data[opening:closing]
        inner = names(lexed.mask[opening:closing])
        several = b"," in lexed.mask[opening:closing]
        name = free_name(lexed, b"_".join(inner)) if several else inner[0]
        while name in taken:
            name += b"_"
        taken.add(name)
        found.append(_Parameter(Span(opening, closing), name, _target(lexed, opening, text) if several else b""))
    return found


def _content_start(lexed: Lexed, offset: int) -> int:
    """The first byte from ``offset`` on that is neither blank nor line break (inside brackets)."""
    while lexed.mask[offset : offset + 1] in (b" ", b"\t", b"\n", b"\r", b"\x0c", b"\\"):
        offset += 1
    return offset


def _target(lexed: Lexed, opening: int, text: bytes) -> bytes:
    """``a, (b, c)`` of ``(a, (b, c))``; ``(a,)`` stays, and so does one written over lines."""
    bare = text[1:-1].strip()
    return text if bare.endswith(b",") or b"\n" in bare or b"\r" in bare else bare


@recipe(
    "tuple-parameter-lambda",
    title="tuple parameters of a lambda become one",
    stage="syntax",
    phase=Phase.LEXICAL,
    having=("lambda",),
    pattern=r"lambda(?<!\wlambda)\b(?=[^:]*\()",
)
def tuple_parameter_lambda(source: Source, hit: Hit) -> Match | None:
    """``lambda (k, v): k + v`` becomes ``lambda k_v: k_v[0] + k_v[1]``.

    Where a name is bound again inside, an inner lambda takes the parts: ``(lambda k, v: …)(*k_v)``.
    """
    lexed = source.lexed
    colon = _lambda_colon(lexed, hit.end)
    if colon < 0:
        return None
    tuples = _tuples(lexed, hit.end, colon)
    if not tuples:
        return None
    start = _content_start(lexed, colon + 1)
    end = _body_end(lexed, start)
    edits = [Edit(start=p.span.start, end=p.span.end, text=p.name) for p in tuples]
    if lexed.mask[hit.end] == 0x28:
        edits[0] = dataclasses.replace(edits[0], text=b" " + edits[0].text)
    parts = {name: path for p in tuples if p.target for name, path in _paths(p)}
    uses = list(_uses(lexed, start, end, parts))
    if any(_rebinds(lexed, start, end, name) for name in parts):
        wanted = b", ".join(parts)
        edits.append(insert(start, b"(lambda " + wanted + b": "))
        edits.append(insert(end, b")(" + b", ".join(parts.values()) + b")"))
    else:
        edits += [Edit(start=use.start, end=use.end, text=parts[lexed.data[use.start : use.end]]) for use in uses]
    return Match(hit.start, tuple(edits), again=True)


def _lambda_colon(lexed: Lexed, offset: int) -> int:
    position = offset
    while match := _LAMBDA_HEAD_STOPS.search(lexed.mask, position):
        if match.group() == b":":
            return match.start()
        if match.group() == b"lambda":
            position = _lambda_colon(lexed, match.end()) + 1
        else:
            position = lexed.closing(match.start()) + 1
        if position == 0:
            return -1
    return -1


def _body_end(lexed: Lexed, start: int) -> int:
    """Where the lambda's body ends that starts at ``start``."""
    mask = lexed.mask
    enclosed = _depth(mask[:start]) > 0
    position, conditions, end = start, 0, len(mask)
    while match := _LAMBDA_STOPS.search(mask, position):
        kind, position = match.group(), match.end()
        if kind in (b"(", b"[", b"{"):
            position = lexed.closing(match.start()) + 1 or len(mask)
        elif kind == b"lambda":
            position = _lambda_colon(lexed, match.end()) + 1 or len(mask)
        elif kind in (b"if", b"else"):
            conditions += 1 if kind == b"if" else -1
        elif not _goes_on(mask, match, enclosed):
            end = match.start()
            break
        if conditions < 0:
            end = match.start()
            break
    while end > start and mask[end - 1] in b" \t\r\n\\":
        end -= 1
    return end


def _depth(mask: bytes) -> int:
    return sum(mask.count(c) for c in (b"(", b"[", b"{")) - sum(mask.count(c) for c in (b")", b"]", b"}"))


def _goes_on(mask: bytes, stop: re.Match[bytes], enclosed: bool) -> bool:
    """Whether the body reaches past ``stop``: a line break in brackets, or a comparison."""
    if stop.group() in (b"\n", b"\r"):
        return enclosed or mask[stop.start() - 1] in b"\\\r"
    return stop.group() == b"=" and (mask[stop.end() : stop.end() + 1] == b"=" or mask[stop.start() - 1] in b"=!<>")


def _paths(parameter: _Parameter) -> Iterator[tuple[bytes, bytes]]:
    """Each name in the parameter with the expression that reads it: ``k_v[0]``."""
    indices: list[int] = []
    target = parameter.target
    bare = target[1:-1] if target.startswith(b"(") and target.rstrip(b")").endswith(b",") else target
    indices.append(0)
    for match in re.finditer(rb"[(),]|[A-Za-z_]\w*", bare):
        token = match.group()
        if token == b"(":
            indices.append(0)
        elif token == b")":
            indices.pop()
        elif token == b",":
            indices[-1] += 1
        else:
            yield token, parameter.name + b"".join(b"[%d]" % index for index in indices)


def _uses(lexed: Lexed, start: int, end: int, parts: dict[bytes, bytes]) -> Iterator[Span]:
    """Where the body reads a part's name: no attribute, no keyword argument."""
    for match in re.finditer(rb"[A-Za-z_]\w*", lexed.mask[start:end]):
        span = Span(start + match.start(), start + match.end())
        if match.group() in parts and lexed.mask[lexed.before(span.start)] != 0x2E:
            after = lexed.after(span.end)
            keyword = lexed.mask[after : after + 1] == b"=" and lexed.mask[after + 1 : after + 2] != b"="
            if not keyword:
                yield span


def _rebinds(lexed: Lexed, start: int, end: int, name: bytes) -> bool:
    """Whether a lambda or a comprehension in the body may bind ``name``."""
    body = lexed.mask[start:end]
    return bool(_SHADOWING.search(body)) and re.search(rb"\b" + name + rb"\b", body) is not None
