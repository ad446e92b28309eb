"""Reading the ledger: is it unbroken, and what left where."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from overhaul.domain.base import Frozen, digest_bytes
from overhaul.domain.errors import BadInput, LedgerBroken, StoreFailure
from serving.ledger import BEGINNING, ENDED, GAP, REFUSED, SENT, TORN, Head, read_head, record_of

_MISSING: dict[str, Any] = {}


class Verified(NamedTuple):
    """An unbroken ledger."""

    head: Head
    torn: tuple[int, ...]
    """Lines that a dying process left half; each is told of in the line after it."""
    unfinished: int
    """Calls that were sent and of which nobody wrote how they ended: their process died, or is at it now."""


class Flow(Frozen):
    """What went from one job to one endpoint under one label; refused calls went to none."""

    endpoint: str
    residency: str
    host: str
    label: str
    job: str
    sent: int = 0
    """Calls that may have left."""
    answered: int = 0
    failed: int = 0
    refused: int = 0
    unfinished: int = 0
    masked_secrets: int = 0
    bytes_out: int = 0
    bytes_in: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float = 0.0


def verify(path: Path, expected: Head | None = None) -> Verified:
    """Check every line against the one before it, and the head file against its line.

    Found is any line that was altered, removed, moved or put in, and lines missing at the end. Not found is a
    ledger that was rewritten from some line on together with its head file, unless ``expected``, a head kept
    elsewhere, is in the part that was rewritten; nor what was never written.

    Raises:
        LedgerBroken: and at which line.
        StoreFailure: it cannot be read.
    """
    heads = [head for head in (_read_head(path), expected) if head is not None]  # before the lines: they only grow
    last = Head(0, BEGINNING)
    torn: list[int] = []
    open_calls: Counter[tuple[str, str]] = Counter()
    whole = True
    for (number, line), following in _with_next(_lines(path)):
        record = record_of(line)
        if record is None:
            whole = False
            if following is not None and not _tells_of(following, line):
                raise _broken(path, number, "it was altered: it is no whole line, and nothing says why")
            torn.append(number)
        else:
            _check(path, number, record, last, line, following)
            _count(record, open_calls)
            whole = True
        last = Head(number, digest_bytes(line))
        for head in heads:
            if head.number == number and head.digest != last.digest:
                raise _broken(path, number, "it was altered: another one was there before")
    _check_end(path, heads, last, whole)
    return Verified(last, tuple(torn), open_calls.total())


def report(path: Path, job: str | None = None) -> tuple[Flow, ...]:
    """What left where, by endpoint, residency, label and job; ``job`` narrows it to one.

    Raises:
        StoreFailure: it cannot be read.
    """
    flows: dict[tuple[str, ...], dict[str, Any]] = {}
    for _, line in _lines(path):
        record = record_of(line) or _MISSING
        kind = record.get("kind")
        if kind not in (SENT, ENDED, REFUSED) or (job is not None and not str(record.get("job", "")).startswith(job)):
            continue
        keys = tuple(str(record.get(name, "")) for name in ("endpoint", "residency", "host", "label", "job"))
        _add(flows.setdefault(keys, {}), record)
    made = [_flow(keys, sums) for keys, sums in flows.items()]
    return tuple(sorted(made, key=lambda flow: (flow.endpoint, flow.label, flow.job)))


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Number and bytes of every line, the last perhaps without its end."""
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                yield number, line.removesuffix(b"\n")
    except FileNotFoundError:
        return
    except OSError as exc:
        raise StoreFailure(f"the ledger {path} cannot be read: {exc.strerror}") from exc


def _read_head(path: Path) -> Head | None:
    try:
        return read_head(path)
    except OSError as exc:
        raise StoreFailure(f"the head of the ledger {path} cannot be read: {exc.strerror}") from exc


def _with_next(lines: Iterator[tuple[int, bytes]]) -> Iterator[tuple[tuple[int, bytes], bytes | None]]:
    """Each line with the one after it."""
    current = next(lines, None)
    while current is not None:
        following = next(lines, None)
        yield current, None if following is None else following[1]
        current = following


def _tells_of(following: bytes, line: bytes) -> bool:
    """Whether the next line says that this one was left half."""
    record = record_of(following) or _MISSING
    return record.get("kind") == TORN and record.get("bytes") == len(line) and _follows(following, line)


def _follows(following: bytes, line: bytes) -> bool:
    return (record_of(following) or _MISSING).get("previous") == digest_bytes(line)


def _check(path: Path, number: int, record: dict[str, Any], last: Head, line: bytes, following: bytes | None) -> None:
    says, fits = record.get("n"), record.get("previous") == last.digest
    if says == number and fits:
        if record.get("kind") == GAP:
            raise _broken(
                path, number, f"when it was written lines before it were missing or altered, {record.get('had')}"
            )
        return
    if says != number and not fits:
        raise _broken(path, number, f"it does not belong here, or lines before it are missing: it is line {says}")
    # One of two is wrong: this line, unless what follows it vouches for it.
    vouched = following is not None and _follows(following, line)
    raise _broken(path, number - 1 if vouched and says == number else number, "it was altered, or put there later")


def _check_end(path: Path, heads: Sequence[Head], last: Head, whole: bool) -> None:
    most = max(heads, key=lambda head: head.number)
    if most.number > last.number or (most.number == last.number and not whole):
        raise LedgerBroken(
            f"{path}: lines are missing at its end: it has {last.number:,}, and had {most.number:,}",
            hint="a power cut may have taken the last ones; else somebody removed them",
        )
    if heads[0].number == 0 and last.number > 1:
        raise LedgerBroken(f"{path}: its head file is gone", hint="somebody removed it, perhaps together with lines")


def _count(record: dict[str, Any], open_calls: Counter[tuple[str, str]]) -> None:
    key = (str(record.get("call")), str(record.get("endpoint")))
    if record.get("kind") == SENT:
        open_calls[key] += 1
    elif record.get("kind") == ENDED and open_calls.get(key):
        open_calls[key] -= 1


def _add(sums: dict[str, Any], record: dict[str, Any]) -> None:
    kind = record["kind"]
    counts = {"sent": kind == SENT, "refused": kind == REFUSED, "unfinished": kind == SENT}
    if kind == ENDED:
        answered = record.get("outcome") == "answered"
        counts |= {"answered": answered, "failed": not answered, "unfinished": -1}
    for name, count in counts.items():
        sums[name] = sums.get(name, 0) + int(count)
    for name in ("masked_secrets", "bytes_out", "bytes_in", "prompt_tokens", "completion_tokens", "cost"):
        value = record.get(name, 0)
        sums[name] = sums.get(name, 0) + (value if isinstance(value, int | float) else 0)


def _flow(keys: tuple[str, ...], sums: dict[str, Any]) -> Flow:
    endpoint, residency, host, label, job = keys
    return Flow(endpoint=endpoint, residency=residency, host=host, label=label, job=job, **sums)


def _broken(path: Path, number: int, why: str) -> LedgerBroken:
    return LedgerBroken(f"{path}: line {number}: {why}", hint="keep it and its copies; move it away to begin a new one")


def parse_head(text: str) -> Head:
    """A head as it was printed.

    Raises:
        BadInput: it is none.
    """
    try:
        return Head.parse(text)
    except ValueError as exc:
        raise BadInput(str(exc), hint="give a head as `overhaul ledger verify` prints it: NUMBER:SHA256") from exc
