"""How sensitive a piece of a prompt is, from where its text comes.

- A file's label is the highest that the organisation's rules give it by its path; where none names it, the
  policy's default. A rule may thus lower a path below the default, since the organisation wrote it.
- Rules by owner, and the repository's own rules, can only raise that: CODEOWNERS and the repository's
  ``overhaul.toml`` are written by whoever writes the code.
- A segment has the highest label of its sources. One that names no source may hold text from anywhere in the
  repository, so it has the highest label of any of its files.
- What Overhaul says itself has none. A secret found in a segment makes it ``restricted``, whoever says it.
- A request has the highest label of its segments.
"""

from collections.abc import Iterable, Sequence

from overhaul.domain.models import Label, Segment, highest
from overhaul.domain.paths import matches
from overhaul.domain.policy import LabelRule, Policy
from serving.owners import Owners


class Labels:
    """The labels of one repository.

    Args:
        files: every path of it. Empty where they are not known: text without sources then has the highest
            label that the policy can give.
    """

    def __init__(self, policy: Policy, files: Iterable[str] = (), owners: Owners | None = None) -> None:
        self._policy = policy
        self._owners = owners or Owners({})
        self._by_owner = any(rule.owners for rule in (*policy.rules, *policy.raising_rules))
        self._known: dict[str, Label] = {}
        paths = tuple(files)
        self.of_repository = highest(map(self.of_file, paths)) if paths else self._highest_possible()
        """The highest label of any file."""

    def of_file(self, path: str) -> Label:
        """The label of ``path`` (POSIX, relative)."""
        if path not in self._known:
            self._known[path] = self._of_file(path)
        return self._known[path]

    def of_segment(self, segment: Segment) -> Label | None:
        """The label of a segment; None where nothing of the repository is in it."""
        if segment.own:
            return None
        return highest(map(self.of_file, segment.sources)) if segment.sources else self.of_repository

    def of_segments(self, segments: Sequence[Segment]) -> Label:
        """The label of a request made of ``segments``."""
        return highest(label for segment in segments if (label := self.of_segment(segment)) is not None)

    def _of_file(self, path: str) -> Label:
        policy, owners = self._policy, self._owners.of(path) if self._by_owner else ()
        by_path = [rule.label for rule in policy.rules if not rule.owners and matches(path, rule.paths)]
        raising = [rule.label for rule in policy.rules if rule.owners and _fits(rule, path, owners)]
        raising += [rule.label for rule in policy.raising_rules if _fits(rule, path, owners)]
        return highest([highest(by_path) if by_path else policy.default_label, *raising])

    def _highest_possible(self) -> Label:
        policy = self._policy
        return highest([policy.default_label, *(rule.label for rule in (*policy.rules, *policy.raising_rules))])


def _fits(rule: LabelRule, path: str, owners: tuple[str, ...]) -> bool:
    if rule.owners and not {owner.lower() for owner in rule.owners} & set(owners):
        return False
    return not rule.paths or matches(path, rule.paths)
