"""What a suite's report says: one outcome a test, under a name that is the same on 2.7 and 3.12."""

import json
import re
from xml.etree import ElementTree

from overhaul.domain.base import Frozen
from overhaul.domain.text import encodable

_ADDRESS = re.compile(r"0x[0-9a-f]+", re.IGNORECASE)
_PREFIX = re.compile(r"\b[bu](?=['\"])")
_LONG = re.compile(r"(?<=\d)L\b")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd]")
_BAD = ("failure", "error")


class Outcome(Frozen):
    """How one test ended."""

    outcome: str
    """``passed``, ``failed``, ``skipped`` or ``not collected``."""
    why: str = ""

    @property
    def passed(self) -> bool:
        """Whether it counts; a skipped or expectedly failing test does not."""
        return self.outcome == "passed"


def identity(name: str, tree: str) -> str:
    """``name`` without what differs between two interpreters or two places.

    Parametrised and generated tests carry the ``repr`` of their arguments in their names: addresses
    lose their digits, text and bytes their prefix, long integers their suffix, paths the tree.
    """
    name = name.replace(f"{tree}/", "").replace(tree, "")
    return _LONG.sub("", _PREFIX.sub("", _ADDRESS.sub("0x", name)))


def numbered(rows: list[tuple[str, Outcome]], tree: str) -> dict[str, Outcome]:
    """Identity → outcome; the second test of one name is ``name#2``, the third ``name#3``."""
    count: dict[str, int] = {}
    found: dict[str, Outcome] = {}
    for name, outcome in rows:
        name = identity(name, tree)
        count[name] = count.get(name, 0) + 1
        found[name if count[name] == 1 else f"{name}#{count[name]}"] = outcome
    return found


def from_lines(data: bytes) -> list[tuple[str, Outcome]]:
    """The tests in a report of the probes, in the order in which they ran.

    Hostile code can write to the report; a line that is no entry of ours is left out.
    """
    rows = []
    for line in data.splitlines():
        try:
            entry = json.loads(line)
            name, outcome, why = (encodable(str(entry[key])) for key in ("test", "outcome", "why"))
        except (ValueError, KeyError, TypeError):
            continue
        rows.append((name, Outcome(outcome=outcome, why=why)))
    return rows


def from_xunit(data: bytes) -> list[tuple[str, Outcome]]:
    """The tests in a report of nose; nothing where it was cut off."""
    text = _NOT_XML.sub("?", data.decode("utf-8", "replace"))
    if "<!DOCTYPE" in text:
        return []
    try:
        root = ElementTree.fromstring(text.encode())
    except ElementTree.ParseError:
        return []
    return [(f"{case.get('classname')}::{case.get('name')}", _of_case(case)) for case in root.iter("testcase")]


def _of_case(case: ElementTree.Element) -> Outcome:
    outcome = Outcome(outcome="passed")
    for child in case:
        if child.tag in _BAD:
            why = f"{child.get('type')}: {child.get('message')}"[:300]
            outcome = Outcome(outcome="failed", why=why)
        elif child.tag == "skipped":
            outcome = Outcome(outcome="skipped")
    return outcome
