"""Edits of several agents that all started from one tree, laid over each other without touching.

They are byte ranges of the files as every agent saw them. Anchors found anew in a file that another agent has
changed could name another place: a line number another line, a name a definition that already is mended.
"""

from collections.abc import Callable, Mapping, Sequence

from overhaul.domain.edits import Edit, EditConflict, apply_edits

Ranges = Sequence[tuple[str, Edit]]


class Layers:
    """What lies over the tree that the agents saw. Immutable.

    Args:
        read: a file of that tree.
    """

    def __init__(self, read: Callable[[str], bytes | None], edits: Mapping[str, tuple[Edit, ...]] | None = None):
        self._read = read
        self._edits = dict(edits or {})

    def over(self, ranges: Ranges) -> "Layers | None":
        """With ``ranges`` in it; None where they overlap what is there, or a file is none."""
        edits = dict(self._edits)
        for path, edit in ranges:
            edits[path] = (*edits.get(path, ()), edit)
        made = Layers(self._read, edits)
        try:
            whole = all(made.content(path) is not None for path, _ in ranges)
        except EditConflict:
            return None
        return made if whole else None

    def content(self, path: str) -> bytes | None:
        """A file with everything that lies over it.

        Raises:
            EditConflict: two edits overlap.
        """
        data = self._read(path)
        return None if data is None else apply_edits(data, self._edits.get(path, ()))

    def moved(self, path: str, edit: Edit) -> Edit:
        """``edit``, a range of the file as the agents saw it, as one of the file with what lies over it."""
        before = [other for other in dict.fromkeys(self._edits.get(path, ())) if other.end <= edit.start]
        shift = sum(len(other.text) - (other.end - other.start) for other in before)
        return Edit(edit.start + shift, edit.end + shift, edit.text)
