"""Making a change set: a proposal with the bytes it needs, the same way whoever proposes."""

from collections.abc import Iterable, Mapping, Sequence

from overhaul.domain.base import digest_or_none
from overhaul.domain.edits import Hunk, Origin
from overhaul.domain.ports.repair import ChangeSet
from overhaul.domain.proposals import FileChange, Proposal, sorted_changes


def change_set(
    title: str,
    reason: str,
    before: Mapping[str, bytes | None],
    after: Mapping[str, bytes | None],
    hunks: Sequence[Hunk],
    origins: Iterable[Origin] | None = None,
) -> ChangeSet:
    """A proposal made of whole files and the hunks that explain them, known by its content.

    Args:
        before: what stands at each path of ``after``; None, or no entry, where nothing does.
        origins: where the hunks come from, in the order to name them in; by default as the hunks have it.
    """
    changes = [
        FileChange(path=path, before=digest_or_none(before.get(path)), after=digest_or_none(data))
        for path, data in after.items()
    ]
    draft = Proposal(
        id="",
        title=title,
        reason=reason,
        changes=sorted_changes(changes),
        origins=tuple(dict.fromkeys(hunk.origin for hunk in hunks) if origins is None else origins),
        hunks=tuple(hunks),
    )
    return ChangeSet(draft.model_copy(update={"id": draft.digest()[:12]}), after)
