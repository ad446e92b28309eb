"""The part of the composition root that joins models: ``overhaul.wiring`` and the verbs about models call it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from overhaul.domain.errors import BadSettings

if TYPE_CHECKING:
    from overhaul.domain.endpoints import Endpoint
    from overhaul.domain.policy import LabelRule, Policy
    from overhaul.settings import Settings
    from serving.audit import Flow, Verified
    from serving.gateway import Gateway
    from serving.health import Health
    from serving.ledger import FileLedger


def open_gateway(
    settings: Settings,
    ledger: FileLedger,
    job: str,
    files: Iterable[str],
    codeowners: Mapping[str, bytes],
    labels: Sequence[LabelRule],
    endpoint: str | None,
    *,
    air_gapped: bool,
) -> Gateway:
    """See ``House.model``."""
    from serving.gateway import Gateway
    from serving.labels import Labels
    from serving.masking import Masker, kept_key
    from serving.owners import Owners

    models = settings.models
    usable(models.endpoints, endpoint)
    policy = models.policy.model_copy(
        update={"raising_rules": tuple(labels), "air_gapped": models.policy.air_gapped or air_gapped}
    )
    return Gateway(
        models.endpoints,
        policy,
        Labels(policy, files, Owners(codeowners)),
        ledger,
        job=job,
        only=endpoint,
        masker=Masker(kept_key(settings.state_dir / "masking.key")),
    )


def usable(endpoints: Sequence[Endpoint], name: str | None) -> None:
    """Check that there is an endpoint to use, the one of that name or any, and that every key is there.

    Raises:
        BadSettings: there is none, or a key is missing.
    """
    if not endpoints:
        raise BadSettings("no model endpoint is set", hint="see docs/models.md: [[endpoints]], or OVERHAUL_MODEL_URL")
    names = [endpoint.name for endpoint in endpoints]
    if name is not None and name not in names:
        near = difflib.get_close_matches(name, names, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there is: {', '.join(names)}"
        raise BadSettings(f"no model endpoint is called {name!r}", hint=hint)
    for endpoint in endpoints:
        if name in (None, endpoint.name) and endpoint.key_from and endpoint.key is None:
            raise BadSettings(f"endpoint {endpoint.name}: there is no key in {endpoint.key_from}")


def verified_ledger(ledger: FileLedger, expected: str | None) -> Verified:
    """The ledger of model calls, checked.

    Raises:
        LedgerBroken: somebody changed it.
    """
    from serving.audit import parse_head, verify

    return verify(ledger.path, None if expected is None else parse_head(expected))


def ledger_report(ledger: FileLedger, job: str | None) -> tuple[Flow, ...]:
    """What left for models, and where to."""
    from serving.audit import report

    return report(ledger.path, job)


def model_health(endpoint: Endpoint, policy: Policy) -> Health:
    """Whether a model server answers.

    Raises:
        BadSettings: the policy lets nothing go there, not even the question.
    """
    from serving.health import probe
    from serving.reach import address_rule, check_reach

    check_reach([endpoint], policy)
    return probe(endpoint, address_rule(endpoint, policy))
