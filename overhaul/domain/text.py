"""Text that can be written down, whatever somebody else's program or file name put into it."""

from typing import TypeVar

Value = TypeVar("Value")


def counted(number: int, noun: str) -> str:
    """``1 file``, ``2,000 files``: for nouns that take an s."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def encodable(text: str) -> str:
    """``text`` with lone surrogates, which no encoding takes, shown by the bytes or escapes they stand for."""
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode("utf-8")


def encodable_values(value: Value) -> Value:
    """A JSON value of which every text is ``encodable``."""
    made: object = value
    if isinstance(value, str):
        made = encodable(value)
    elif isinstance(value, list):
        made = [encodable_values(item) for item in value]
    elif isinstance(value, dict):
        made = {encodable(key): encodable_values(item) for key, item in value.items()}
    return made  # type: ignore[return-value]
