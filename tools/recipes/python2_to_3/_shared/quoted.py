"""Whether a file names something in a string: asked before anything is looked for in its tree."""

from tools.recipes.source import Source


def quotes_one(source: Source, names: frozenset[bytes]) -> bool:
    """Whether one of ``names`` is all that a string of the file holds."""
    return not names.isdisjoint(_between_quotes(source))


def _between_quotes(source: Source) -> frozenset[bytes]:
    """Every stretch of text between two quotes of a kind: the strings without quotes in them are among them."""
    known = source.memo.get(_between_quotes)
    if not isinstance(known, frozenset):
        data = source.data
        known = source.memo[_between_quotes] = frozenset(data.split(b"'")).union(data.split(b'"'))
    return known
