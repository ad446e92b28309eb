"""A job's repair step with models: real git, a real sandbox, the real gate, and whatever answers for the model.

The code is what recipes leave, so no Python 2 is needed; no template helps, so all is the model's.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agents.prompting import prompts_hash
from agents.purse import Purse
from agents.repairer import ClusterRepairer
from agents.roles.editor import ModelEditor
from agents.roles.repairer import ModelRepairer, Setup
from agents.roles.reviewer import ModelReviewer
from overhaul.domain.jobs import ModelOptions
from overhaul.domain.models import ModelReply, ModelRequest, ModelUse
from overhaul.domain.ports.models import Model
from serving.client import EndpointClient
from tests.support.repair_job import RepairJob
from tests.support.scripted_model import KeptSamples, replace_text
from tools.editing.anchored import AnchoredEditor
from workflows.parts import Assistance
from workflows.records import Series
from workflows.remembered import RememberedModel

FILES = {
    "shop/__init__.py": b"",
    "shop/price.py": b"def total(rows):\n    return sum(rows) - 1\n\n\ndef vat(value):\n    return value * 19 / 100\n",
    "shop/names.py": b"def initials(name):\n    return [part[1] for part in name.split()]\n",
    "shop/stock.py": b"def low(table):\n    return [key for key in table if table[key] > 3]\n",
    "tests/test_price.py": (
        b"from shop.price import total, vat\n\n\ndef test_total():\n    assert total([1, 2]) == 3\n\n\n"
        b"def test_vat():\n    assert vat(100) == 19\n"
    ),
    "tests/test_names.py": (
        b"from shop.names import initials\n\n\ndef test_it():\n    assert initials('ab cd') == ['a', 'c']\n"
    ),
    "tests/test_stock.py": (
        b"from shop.stock import low\n\n\ndef test_it():\n    assert low({'a': 1, 'b': 9}) == ['a']\n"
    ),
}
TESTS = (
    "tests/test_names.py::test_it",
    "tests/test_price.py::test_total",
    "tests/test_price.py::test_vat",
    "tests/test_stock.py::test_it",
)
FIXES = {
    "shop/price.py": ("sum(rows) - 1", "sum(rows)"),
    "shop/names.py": ("part[1]", "part[0]"),
    "shop/stock.py": ("table[key] > 3", "table[key] < 3"),
}


def knows(messages: list[dict[str, str]], schema: dict[str, Any] | None, seed: int) -> str:
    """The answer of a model that knows every fix; nothing to order, nothing to criticize."""
    properties = (schema or {}).get("properties", {})
    if "tasks" in properties:
        return json.dumps({"tasks": []})
    if "risks" in properties:
        return json.dumps({"risks": []})
    asked = "\n".join(message["content"] for message in messages)
    task = asked.split("You may change: ", 1)[1]
    for path, (old, new) in FIXES.items():
        if path in task.split("\n", 1)[0] and f'path="{path}"' in task and old in task:
            return json.dumps(replace_text(path, old, new))
    return json.dumps({"reason": "not known", "actions": []})


class ModelJob(RepairJob):
    """The job, ready to be repaired as often as wanted: what it has asked it remembers."""

    def __init__(self, folder: Path, files: Mapping[str, bytes] = FILES, tests: tuple[str, ...] = TESTS) -> None:
        super().__init__(folder, files, tests)
        self.samples = KeptSamples()

    def repair(self, model: Model, **options: object) -> Series:
        """One repair step with ``model`` and no templates."""
        chosen = ModelOptions.model_validate({"agents": 4, **options})
        return self.repaired(repairer=ClusterRepairer(()), assistance=self._assistance(model, chosen))

    def _assistance(self, model: Model, options: ModelOptions) -> Assistance:
        remembered = RememberedModel(model, self.bench.parts.memo, self.bench.artifacts)
        setup = Setup(remembered, AnchoredEditor(), self.samples, Purse(options.budget), options, 8_000, "- guidance")
        return Assistance(remembered, ModelRepairer(setup), ModelEditor(setup), ModelReviewer(setup), prompts_hash())

    def sources(self, series: Series) -> dict[str, bytes]:
        """Every file at the end of ``series``."""
        repository = self.bench.parts.repository
        commit = series.commits[-1].commit if series.commits else repository.intake(self.bench.record.spec)
        return repository.read(commit, sorted(repository.files(commit)))


def restored(job: ModelJob, series: Series) -> int:
    """Tests that commits of ``series`` say they made pass."""
    counts = [commit.subject.rsplit(": ", 1) for commit in series.commits]
    return sum(int(parts[1].split()[0]) for parts in counts if len(parts) == 2 and "again" in parts[1])


@dataclass
class OneEndpoint:
    """Implements ``Model`` over one client, without a policy."""

    client: EndpointClient

    def ask(self, request: ModelRequest) -> ModelReply:
        """The server's answer."""
        return self.client.ask(request)

    def uses(self) -> tuple[ModelUse, ...]:
        """Nobody counts here."""
        return ()
