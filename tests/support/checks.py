"""Trees, interpreters and sandboxes for the tests of tools.checks. All of it real."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from overhaul.domain.base import digest_bytes
from overhaul.domain.behaviour import Behaviour
from overhaul.domain.edits import Origin, ProposerKind
from overhaul.domain.jobs import RepositoryOptions
from overhaul.domain.ports.gate import GateRequest
from overhaul.domain.proposals import FileChange, Proposal
from overhaul.domain.sandbox import Environment, Limits, Mount, PackageIndex, Toolchain
from overhaul.domain.survey import Survey, SurveyedFile
from overhaul.domain.testing import Runner, Suite, TestRun
from overhaul.store.memory import MemoryArtifacts
from tools.checks.gate.proof import ProofGate
from tools.checks.runner import SandboxTestRunner
from tools.sandbox.bubblewrap import BubblewrapSandbox

LIMITS = Limits(wall_seconds=60)
RECIPE = Origin(kind=ProposerKind.RECIPE, id="some-recipe")
TEMPLATE = Origin(kind=ProposerKind.TEMPLATE, id="some-template")
MODEL = Origin(kind=ProposerKind.MODEL, id="some-model")


def write_tree(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write ``files`` below ``root`` and return it."""
    for path, content in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def survey_of(tree: Path) -> Survey:
    """The least survey that names every regular file of ``tree``."""
    paths = sorted(p.relative_to(tree).as_posix() for p in tree.rglob("*") if p.is_file() and not p.is_symlink())
    files = tuple(
        SurveyedFile(
            path=path,
            language="python" if path.endswith(".py") else "text",
            dialect=None,
            lines=0,
            bytes=0,
            sha256="",
            is_test=False,
            module=None,
            imports=(),
            external=(),
        )
        for path in paths
    )
    return Survey(
        track="python2-to-3",
        commit="0" * 40,
        files=files,
        findings=(),
        hubs=(),
        components=(),
        dependencies=(),
        index_reached=None,
        effort_points=0.0,
    )


def own_environment() -> Environment:
    """This interpreter, with the distributions it has: what there is wherever the tests run."""
    base = Path(sys.base_prefix)
    executable = Path(os.path.realpath(sys.executable))
    toolchain = Toolchain(
        name=f"python{sys.version_info[0]}.{sys.version_info[1]}",
        version=".".join(map(str, sys.version_info[:3])),
        executable=str(executable),
        mounts=() if base == Path("/usr") else (Mount(host=str(base), inside=str(base)),),
    )
    return Environment(toolchain=toolchain, path=str(Path(pytest.__file__).parent.parent))


def bubblewrap(scratch: Path) -> BubblewrapSandbox:
    """A sandbox that reaches no index."""
    scratch.mkdir(parents=True, exist_ok=True)
    return BubblewrapSandbox(PackageIndex(offline=True), scratch)


def runner_in(scratch: Path, *, test_seconds: float = 30.0) -> SandboxTestRunner:
    """A test runner over bubblewrap."""
    return SandboxTestRunner(bubblewrap(scratch), MemoryArtifacts(), test_seconds=test_seconds)


def unittest_suite(*args: str, **fields: object) -> Suite:
    """A unittest suite over ``args``."""
    return Suite.model_validate({"name": "unittest", "runner": Runner.UNITTEST, "args": args or (".",), **fields})


def proposal_of(before: Path, contents: Mapping[str, bytes | None], origin: Origin) -> Proposal:
    """An honest proposal: its hashes are those of the files."""
    changes = []
    for path, content in sorted(contents.items()):
        target = before / path
        old = target.read_bytes() if ".." not in path and not path.startswith("/") and target.is_file() else None
        changes.append(
            FileChange(
                path=path,
                before=None if old is None else digest_bytes(old),
                after=None if content is None else digest_bytes(content),
            )
        )
    return Proposal(id="p", title="Change something", changes=tuple(changes), origins=(origin,))


class GateBench:
    """One tree, its run, and a gate to hold proposals against it."""

    def __init__(self, tree: Path, suites: tuple[Suite, ...], scratch: Path, *, test_seconds: float = 10.0) -> None:
        self.tree = tree
        self.suites = suites
        self.environment = own_environment()
        sandbox = bubblewrap(scratch)
        self.runner = SandboxTestRunner(sandbox, MemoryArtifacts(), test_seconds=test_seconds)
        self.gate = ProofGate(self.runner, sandbox)
        self.behaviour = Behaviour()
        self.before_run: TestRun = self.runner.run(tree, suites, self.environment, limits=LIMITS)

    def request(
        self,
        contents: Mapping[str, bytes | None],
        origin: Origin,
        *,
        options: RepositoryOptions | None = None,
        must_compile: bool = True,
        proposal: Proposal | None = None,
    ) -> GateRequest:
        """The request that offers ``contents``."""
        return GateRequest(
            proposal=proposal or proposal_of(self.tree, contents, origin),
            base=self.tree,
            before=self.tree,
            contents=contents,
            suites=self.suites,
            legacy_passed=self.before_run.passed(),
            before_run=self.before_run,
            environment=self.environment,
            options=options or RepositoryOptions(),
            must_compile=must_compile,
            behaviour=self.behaviour,
        )
