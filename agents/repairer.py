"""The repairer: clusters failing tests by cause and tries fixes, until nothing gains or the budget is spent.

Fixes are first tried cheaply, on the test files of their cluster, each on top of those found before it. What
gains there goes before the gate together, since a full run of the tests is what costs; where the gate
refuses, fewer are tried, down to one.
"""

from collections.abc import Sequence

from agents.causes import Cause, Cluster, cause_of, clusters
from agents.drafts import Draft, Fix, Offer, collected, hunk_key, moved
from agents.effort import Effort
from agents.samples import company, representatives
from overhaul.domain.changes import change_set
from overhaul.domain.edits import Hunk
from overhaul.domain.ports.repair import ChangeSet, Probe, ProposalRequest, Proposer, Repaired, RepairRequest
from overhaul.domain.testing import TestRun, file_part

_DEPTH = 4
"""How many fixes may be stacked before a test has to pass: one fault often hides the next."""
_WIDTH = 2
"""How many unfinished stacks are followed."""
_OFFERS = 24
"""Offers tried a step, for a cluster of more than ``_FEW`` tests; half as many for a smaller one."""
_FEW = 3
_BATCH = 4
"""Probes asked for at once: a fixed number, so that every machine tries the same."""
_SHARE = 4
"""Offers are tried to their end where none makes this part of the tests pass that stand for the cluster."""
_STACKS = 3
"""A fix that the gate refused with so many others on top of it is not offered again."""
_WATCHED = 12
"""Tests of a refusal that later trials watch."""
_TOGETHER = 12
"""Fixes before the gate at once, well inside what one reviewer can read."""


class ClusterRepairer:
    """Asks proposers for fixes, cluster by cluster, biggest first.

    Args:
        proposers: asked in this order.
    """

    def __init__(self, proposers: Sequence[Proposer]) -> None:
        self._proposers = tuple(proposers)

    def __call__(self, request: RepairRequest) -> Repaired:
        """Try fixes at the bench."""
        return _Repair(self._proposers, request).run() if self._proposers else Repaired(0)


class _Repair:
    """One repair under way."""

    def __init__(self, proposers: Sequence[Proposer], request: RepairRequest) -> None:
        self._proposers = proposers
        self._request = request
        self._bench = request.bench
        self._tree, self._run = request.tree, request.run
        self._effort = Effort(request)
        self._barred: set[str] = set()
        """Fixes the gate refused."""
        self._stacks: dict[frozenset[str], int] = {}
        """Fixes below others → how often the gate refused them with some other on top."""
        self._alone: set[str] = set()
        """Titles that must not spread any more."""
        self._watched: set[str] = set()
        """Tests that refused fixes would have broken: further trials run them too."""
        self._hopeless: set[tuple[Cause, tuple[str, ...]]] = set()

    def run(self) -> Repaired:
        """Rounds, until one finds nothing or the budget is spent."""
        accepted = 0
        while not self._effort.spent():
            fixes = self._round()
            if not fixes:
                break
            accepted += self._settle(fixes)
        ended = self._effort.spent() if self._next(Draft({}, (), self._run.by_id())) is not None else ""
        return Repaired(accepted, ended)

    # ------------------------------------------------------------------------------- finding fixes

    def _round(self) -> list[Fix]:
        """Fixes that gain, each on top of the ones before."""
        draft = Draft({}, (), self._run.by_id())
        fixes: list[Fix] = []
        while len(fixes) < _TOGETHER and not self._effort.spent():
            cluster = self._next(draft)
            if cluster is None:
                break
            fix = self._search(draft, cluster)
            if fix is None:
                self._hopeless.add(cluster.key())
                continue
            fix = self._spread(cluster, self._family(draft, cluster, fix))
            self._tell(cluster, fix)
            fixes.append(fix)
            if not all(collected(draft.results[test]) for test in cluster.tests if test in draft.results):
                break  # more tests than were tried are there now: the next run tells what they do
            draft = fix.draft
        return fixes

    def _next(self, draft: Draft) -> Cluster | None:
        """The biggest cluster that was not given up."""
        run = self._run.model_copy(update={"results": tuple(draft.results.values())})
        for cluster in clusters(run, self._request.must_pass, self._request.project.tests):
            if cluster.key() not in self._hopeless:
                return cluster
        return None

    def _search(self, draft: Draft, cluster: Cluster) -> Fix | None:
        """The best fix for ``cluster`` on top of ``draft``: the first that gains, with others stacked below it.

        A fix that lets the tests run further without passing is kept for a step: the next fault may have been
        hidden behind it.
        """
        tests = representatives(cluster.tests)
        seen: set[str] = set()
        # Where a draft has added no lines, what is known tells where tests fail: if nothing is offered
        # there, nothing has to run to see it.
        in_place = not any(b"\n" in hunk.edit.text for hunk in draft.hunks)
        if in_place and not self._offers([(draft, "")], cluster, tests, set()):
            return None
        self._effort.turn_to(cluster)
        chosen = company(tests, draft.results, self._request.must_pass)
        before = self._probe([draft], chosen)[0]
        frontier = [(draft._replace(results={**draft.results, **before.by_id()}), "")]
        for _ in range(_DEPTH):
            offers = self._offers(frontier, cluster, tests, seen)
            best, ahead = self._try(offers, tests, chosen, before.passed())
            if best is not None:
                return best
            frontier = [(after, title) for _, _, after, title in sorted(ahead, key=lambda row: row[:2])[:_WIDTH]]
            if not frontier:
                return None
        return None

    def _try(
        self, offers: Sequence[Offer], tests: tuple[str, ...], chosen: tuple[str, ...], passing: frozenset[str]
    ) -> tuple[Fix | None, list[tuple[int, int, Draft, str]]]:
        """The best of ``offers`` that gains; and those that let tests run further: (rank, rank, draft, title)."""
        ahead: list[tuple[int, int, Draft, str]] = []
        best: Fix | None = None
        found = 0  # where the first that gains stands: likelier offers come first, so few more are tried
        for start in range(0, len(offers), _BATCH):
            gained = best.gained if best is not None else 0
            if gained >= len(tests) or (gained * _SHARE >= len(tests) and start > found + _BATCH):
                break
            if self._effort.tired():
                break
            batch = [offer for offer in offers[start : start + _BATCH] if self._promising(offer, tests)]
            for offer, run in zip(batch, self._probe([o.draft for o in batch], chosen), strict=True):
                cause = self._cause(offer, tests)
                self._effort.tried(offer.change, cause)
                gained = len((run.passed() - passing) & self._request.must_pass)
                if passing - run.passed():
                    continue
                after = offer.draft.after(run, tests)
                if gained and (best is None or gained > best.gained):
                    found = start if best is None else found
                    change = offer.change
                    best = Fix(offer.title, change.proposal.reason, after, gained, offer.proposer, change)
                    self._effort.gained(change, cause)
                elif not gained:
                    further = moved(self._current(offer.under, tests), offer, after)
                    if further:
                        ahead.append((-further, len(ahead), after, offer.title))
        return best, ahead

    def _cause(self, offer: Offer, tests: tuple[str, ...]) -> Cause:
        """What ``offer`` answers."""
        found = [offer.under.results[test] for test in self._current(offer.under, tests) if test in offer.under.results]
        return cause_of(found[0]) if found else Cause("", "", "", 0)

    def _promising(self, offer: Offer, tests: tuple[str, ...]) -> bool:
        return self._effort.promising(offer.change, self._cause(offer, tests))

    def _offers(
        self, frontier: Sequence[tuple[Draft, str]], cluster: Cluster, probed: tuple[str, ...], seen: set[str]
    ) -> list[Offer]:
        """What is offered for the drafts of ``frontier``: nothing twice, nothing that was refused or never helps."""
        found: list[Offer] = []
        for draft, title in frontier:
            for proposer in self._proposers:
                for change in proposer.propose(self._ask(draft, self._current(draft, probed))):
                    offer = Offer(proposer, change, draft.over(change), title, draft)
                    digest = offer.draft.digest()
                    if digest not in seen and not self._refused(change) and self._promising(offer, probed):
                        seen.add(digest)
                        found.append(offer)
        return found[: _OFFERS if len(cluster.tests) > _FEW else _OFFERS // 2]

    def _current(self, draft: Draft, tests: tuple[str, ...]) -> tuple[str, ...]:
        """``tests`` as ``draft`` has them: a file that can be collected now stands for its biggest cluster."""
        there = tuple(test for test in tests if test in draft.results)
        if there:
            return there
        results = tuple(result for result in draft.results.values() if file_part(result.id) in tests)
        run = self._run.model_copy(update={"results": results})
        found = clusters(run, self._request.must_pass, self._request.project.tests)
        return found[0].tests if found else tests

    def _ask(self, draft: Draft, tests: tuple[str, ...]) -> ProposalRequest:
        project = self._request.project
        run = self._run.model_copy(update={"results": tuple(draft.results.values())})
        return ProposalRequest(self._tree, tuple(sorted(project.paths)), run, tests, project, draft.contents)

    def _family(self, draft: Draft, cluster: Cluster, fix: Fix) -> Fix:
        """The same fix wherever else tests fail for the same reason, where all of it together gains more."""
        run = self._run.model_copy(update={"results": tuple(fix.draft.results.values())})
        others = [
            other
            for other in clusters(run, self._request.must_pass, self._request.project.tests)
            if other.cause.same_kind(cluster.cause) and other.key() != cluster.key()
        ]
        grown, tests = fix.draft, list(cluster.tests)
        for other in others[:_TOGETHER]:
            for change in fix.proposer.propose(self._ask(grown, other.tests)):
                if change.proposal.title == fix.change.proposal.title and not self._refused(change):
                    grown = grown.over(change)
                    tests += other.tests
                    break
        if grown is fix.draft:
            return fix
        chosen = company(representatives(tuple(tests)), draft.results, self._request.must_pass)
        runs = self._probe([draft, fix.draft, grown], chosen)
        if len(runs[2].passed()) <= len(runs[1].passed()) or (runs[0].passed() | runs[1].passed()) - runs[2].passed():
            return fix
        gained = len((runs[2].passed() - runs[0].passed()) & self._request.must_pass)
        after = grown._replace(results={**grown.results, **runs[2].by_id()})
        return fix._replace(draft=after, gained=gained)

    def _spread(self, cluster: Cluster, fix: Fix) -> Fix:
        """The same fix at equal code that no test failed at, where it breaks nothing."""
        if fix.title in self._alone:
            return fix
        wider = fix.proposer.spread(self._ask(fix.draft, cluster.tests), fix.change)
        if wider is None:
            return fix
        grown = fix.draft.over(wider)
        tests = company(representatives(cluster.tests), fix.draft.results, self._request.must_pass)
        without, with_it = self._probe([fix.draft, grown], tests)
        if without.passed() - with_it.passed():
            return fix
        return fix._replace(draft=grown)

    def _refused(self, change: ChangeSet) -> bool:
        return bool(self._barred & set(map(hunk_key, change.proposal.hunks)))

    def _probe(self, drafts: Sequence[Draft], tests: tuple[str, ...]) -> Sequence[TestRun]:
        if not drafts:
            return ()
        chosen = tuple(sorted({*tests, *self._watched}))
        runs = self._bench.probe([Probe(draft.contents, chosen) for draft in drafts])
        for run in runs:
            self._effort.probed(run)
        return runs

    def _tell(self, cluster: Cluster, fix: Fix) -> None:
        count = max(len(cluster.tests), fix.gained)
        fail = "1 test fails" if count == 1 else f"{count:,} tests fail for one cause"
        self._bench.tell(f"repair: {fail}: {cluster.cause.sentence()}; tried with success: {fix.title}")

    # ------------------------------------------------------------------------------ before the gate

    def _settle(self, fixes: list[Fix]) -> int:
        """Let the gate decide about ``fixes``, as many together as it accepts; the number of commits made.

        Each stands on the ones before it. So where it refuses several, half of them are tried, and where it
        accepts some, half of those up to the ones that it refused with them.
        """
        accepted, done, refused = 0, 0, len(fixes) + 1
        count = len(fixes)
        # What was found is judged even where the budget is spent: it was paid for.
        while done < count < refused and self._effort.attempts < self._request.most_attempts:
            trial = self._bench.attempt(self._change(fixes[:count], done))
            self._effort.attempted(trial.run)
            if trial.accepted and trial.run is not None:
                self._tree, self._run = trial.tree, trial.run
                accepted, done = accepted + 1, count
            else:
                self._watched |= set(trial.lost[:_WATCHED])
                refused = count
                if count == done + 1:
                    self._bar(fixes[done], self._hunks(fixes[:count], done))
            count = done + (refused - done) // 2
        return accepted

    def _bar(self, fix: Fix, hunks: tuple[Hunk, ...]) -> None:
        """Refused alone: not spread again where it was, else never again.

        Of stacked fixes the last one is at fault first: there may be others to put in its place.
        """
        if any(hunk.origin.sibling for hunk in hunks):
            self._alone.add(fix.title)
            return
        keys, last = set(map(hunk_key, hunks)), set(map(hunk_key, fix.change.proposal.hunks))
        below = frozenset(keys - last)
        self._stacks[below] = self._stacks.get(below, 0) + 1
        self._barred |= keys if self._stacks[below] >= _STACKS else last

    def _hunks(self, fixes: Sequence[Fix], done: int) -> tuple[Hunk, ...]:
        """Those of ``fixes`` but for the first ``done``."""
        return fixes[-1].draft.hunks[len(fixes[done - 1].draft.hunks) if done else 0 :]

    def _change(self, fixes: Sequence[Fix], done: int) -> ChangeSet:
        """``fixes`` but for the first ``done``, which are committed, as one change."""
        titles = list(dict.fromkeys(fix.title for fix in fixes[done:]))
        title = titles[0] if len(titles) == 1 else f"Repair {len(titles)} causes of failing tests"
        reason = "\n".join(dict.fromkeys(f"{fix.title}: {fix.reason}" for fix in fixes[done:]))
        contents = fixes[-1].draft.contents
        before = {path: place.read_bytes() if (place := self._tree / path).is_file() else None for path in contents}
        changed = {path: data for path, data in contents.items() if data != before[path]}
        return change_set(title, reason, before, changed, self._hunks(fixes, done))
