"""What a model is told before it works: the repository, the same for all tasks, then the task's own code.

What all share comes first and is the same byte for byte, so that servers find it in their prefix cache. Every
segment names the files it was made from: the policy decides by them where it may go.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from agents.actions import Look
from agents.neighbours import Neighbours
from agents.prompting import fenced, render, shortened
from agents.room import fitting, for_prompt, taken
from overhaul.domain.anchored import Definition
from overhaul.domain.models import Segment, Speaker
from overhaul.domain.ports.models import CodeEditor
from overhaul.domain.survey import Survey
from overhaul.domain.tokens import estimate

_SMALL = 4_096
"""A context of so many tokens has no room for a map of the repository."""
_MAP_SHARE = 0.2
"""Of what a window has beyond that, for the map."""
_DONE_SHARE = 0.03
"""Of the window, for the commits made so far."""
_RULES_SHARE = 0.2
"""Of the window, for rules and guidance; where they take more, the guidance is left out."""
_TOLD_SHARE = 0.12
"""Of the window, for what is wrong: failures, findings."""
_LOOK_SHARE = 0.08
"""Of the window, for one thing a model wishes to see."""
TURN_SHARE = 0.2
"""Of the window, for what was said and done since: the newest answer and what became of it always fit."""
_AROUND = 12
"""Lines shown around a place that lies in no definition."""
_LONG = 120
"""Lines from which on a definition is cut."""
_LESS = (_LONG, 60, 24, 8)
"""Lines of a definition shown, as many as there is room for."""
_QUOTES = re.compile(rb"(?<![\w\"'])[bBrR]?(['\"])(?!\1)")


class Briefing:
    """Builds the prompts of one job's tasks over one tree. Safe in many threads once made.

    Args:
        read: a file of the tree, None where there is none; follows no links.
        window: tokens of prompt and answer together.
    """

    def __init__(
        self,
        survey: Survey,
        read: Callable[[str], bytes | None],
        editor: CodeEditor,
        *,
        target: str,
        guidance: str,
        done: Sequence[str],
        window: int,
    ) -> None:
        self._survey = survey
        self.read = read
        self._target = target
        self._guidance = guidance
        self._done = tuple(done)
        self._window = window
        self.readable = frozenset(file.path for file in survey.files if file.dialect is not None and not file.problem)
        self._neighbours = Neighbours(survey, self._data, editor)

    @cached_property
    def shared(self) -> tuple[Segment, ...]:
        """What every task begins with."""
        rules = render("shared", target=self._target, guidance=self._guidance)
        if estimate(rules) > self._window * _RULES_SHARE:  # a small context is for the code
            rules = render("shared", target=self._target, guidance="")
        shown, sources = self._map(int(max(0, self._window - _SMALL) * _MAP_SHARE))
        done = fenced("commits", "\n".join(fitting(self._done, int(self._window * _DONE_SHARE))))
        overview = render("repository", done=done, conventions=self._conventions(), map=shown)
        return (
            Segment(speaker=Speaker.SYSTEM, text=rules, own=True),
            Segment(speaker=Speaker.USER, text=overview, sources=tuple(dict.fromkeys([*sources, *self._exemplary()]))),
        )

    def task(self, prompt: str, sources: Iterable[str], **values: object) -> tuple[Segment, ...]:
        """The whole prompt of a task: what all share, and ``prompt`` with ``values``."""
        text = render(prompt, target=self._target, **values)
        return (*self.shared, Segment(speaker=Speaker.USER, text=text, sources=tuple(dict.fromkeys(sources))))

    # ------------------------------------------------------------------------------------- code

    def told(self, text: str) -> str:
        """What is wrong, in as many words as there is room for."""
        return shortened(text, int(self._window * _TOLD_SHARE))

    def room(self, *texts: str) -> int:
        """Tokens left for code in a task that says ``texts`` beside it."""
        rest = for_prompt(self._window) - int(self._window * TURN_SHARE) - taken(self.shared)
        return rest - sum(estimate(text) for text in texts)

    def code(self, places: Sequence[tuple[str, int]], room: int) -> tuple[str, tuple[str, ...]]:
        """The definitions at ``places`` (path, 1-based line), most important first, then what calls them and
        what they call, within ``room`` tokens; and the files they are from."""
        parts: list[str] = []
        sources: list[str] = []
        for path, versions in self._parts(places):
            for part in versions:
                size = estimate(part)
                if size <= room:
                    room -= size
                    parts.append(part)
                    sources.append(path)
                    break
        return "\n".join(parts), tuple(dict.fromkeys(sources))

    def _parts(self, places: Sequence[tuple[str, int]]) -> Iterator[tuple[str, Iterable[str]]]:
        """(path, what to show of it, longest first)."""
        seen: set[tuple[str, str]] = set()
        targets: list[tuple[str, Definition]] = []
        for path, line in places:
            data = self._data(path)
            if data is None:
                continue
            found = innermost(self._neighbours.outline(path, data), line)
            key = (path, found.name if found else f"line {line // _AROUND}")
            if key in seen:
                continue
            seen.add(key)
            if found is None:
                yield path, [self._lines(path, data, line - _AROUND, line + _AROUND)]
            else:
                targets.append((path, found))
                yield path, (self._definition(path, data, found, line, most) for most in _LESS)
        for path, found in targets:
            for near in self._neighbours.of(path, found):
                if (near.path, near.name) not in seen:
                    seen.add((near.path, near.name))
                    yield near.path, [fenced(near.relation, near.text, path=near.path, name=near.name)]

    def _definition(self, path: str, data: bytes, found: Definition, line: int, most: int = _LONG) -> str:
        """A definition, cut around ``line`` where it has more than ``most`` lines."""
        if found.last_line - found.first_line < most:
            return self._lines(path, data, found.first_line, found.last_line, found.name)
        top = found.first_line + min(5, most // 8)
        head = self._lines(path, data, found.first_line, top, found.name)
        first, last = max(top + 1, line - most // 3), min(found.last_line, line + most // 3)
        return head + (self._lines(path, data, first, last) if first <= last else "")

    def _lines(self, path: str, data: bytes, first: int, last: int, name: str = "") -> str:
        lines = data.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
        first, last = max(1, first), min(len(lines), last)
        about = {"path": path, "lines": f"{first}-{last}"} | ({"definition": name} if name else {})
        return fenced("code", "\n".join(lines[first - 1 : last]), **about)

    def whole(self, path: str, room: int) -> str:
        """A small file as it is; of a longer one its first lines, within ``room`` tokens."""
        return shortened(self._lines(path, self._data(path) or b"", 1, _LONG), max(0, room))

    def look(self, look: Look) -> Segment:
        """What a model wishes to see, where it is a source of the repository."""
        data = self._data(look.path)
        if data is None:
            return Segment(speaker=Speaker.USER, text=f"There is no source {look.path[:200]!r}.\n")
        known = self._neighbours.outline(look.path, data)
        found = next((item for item in known if item.name == look.anchor.strip()), None)
        lines = re.match(r"\s*(\d{1,7})(?:\s*-\s*(\d{1,7}))?\s*\Z", look.anchor)
        if found is not None:
            text = self._definition(look.path, data, found, found.first_line)
        elif lines is not None:
            first = int(lines[1])
            text = self._lines(look.path, data, first, min(int(lines[2] or first), first + _LONG))
        else:
            text = fenced("outline", heads(known), path=look.path)
        return Segment(
            speaker=Speaker.USER, text=shortened(text, int(self._window * _LOOK_SHARE)), sources=(look.path,)
        )

    def _data(self, path: str) -> bytes | None:
        return self.read(path) if path in self.readable else None

    # ------------------------------------------------------------------------------ the repository

    def _map(self, room: int) -> tuple[str, tuple[str, ...]]:
        """The most used files with the heads of what they define, as many as fit, and which those are."""
        parts: list[str] = []
        sources: list[str] = []
        for path in self._ranked():
            data = self._data(path)
            if data is None:
                continue
            part = fenced("outline", heads(self._neighbours.outline(path, data)[:60]), path=path)
            size = estimate(part)
            if size > room:
                break
            room -= size
            parts.append(part)
            sources.append(path)
        return "\n".join(parts), tuple(sources)

    def _ranked(self) -> list[str]:
        hubs = [hub.path for hub in self._survey.hubs]
        rest = [file.path for file in self._survey.files if file.path in self.readable and not file.is_test]
        return [path for path in dict.fromkeys([*hubs, *rest]) if path in self.readable]

    def _exemplary(self) -> list[str]:
        """The files whose conventions count."""
        return self._ranked()[:8]

    def _conventions(self) -> str:
        """How the most used files are written, as far as it can be counted."""
        tabs = blanks = 0
        widths: list[int] = []
        quotes: Counter[bytes] = Counter()
        for path in self._exemplary():
            lines = (self._data(path) or b"").splitlines()
            tabs += sum(line.startswith(b"\t") for line in lines)
            blanks += sum(line.startswith(b"    ") for line in lines)
            widths += [len(line) for line in lines]
            quotes.update(match[1] for line in lines for match in _QUOTES.finditer(line))
        if not widths:
            return ""
        wide = sorted(widths)[int(len(widths) * 0.98)]
        told = [f"indented by {'tabs' if tabs > blanks else 'blanks'}", f"lines of up to about {wide} characters"]
        if quotes:
            told.append(f"strings mostly in {quotes.most_common(1)[0][0].decode()}")
        return ", ".join(told) + "."


def heads(known: Sequence[Definition]) -> str:
    """The first line of each definition, methods below their class."""
    return "\n".join("    " * item.name.count(".") + item.head[:160] for item in known)


def innermost(known: Sequence[Definition], line: int) -> Definition | None:
    """The smallest definition that holds ``line``; a class only where the line is in none of its methods."""
    holding = [item for item in known if item.first_line <= line <= item.last_line]
    return min(holding, key=lambda item: (item.end - item.start, item.start), default=None)
