"""What may go where: labels of code, the residencies each label allows, and how much may be spent."""

from pydantic import Field

from overhaul.domain.base import Frozen
from overhaul.domain.models import Label, Residency

EVERYWHERE = tuple(Residency)
ALLOWED: dict[Label, tuple[Residency, ...]] = {
    Label.PUBLIC: EVERYWHERE,
    Label.INTERNAL: (Residency.ON_PREM, Residency.PRIVATE_CLOUD),
    Label.CONFIDENTIAL: (Residency.ON_PREM,),
    Label.RESTRICTED: (Residency.ON_PREM,),
}
"""Where each label may go unless the policy says otherwise."""


class LabelRule(Frozen):
    """A label for some of a repository's files: those under a path, those of an owner, or both."""

    label: Label
    paths: tuple[str, ...] = ()
    """Globs; empty: wherever the file lies."""
    owners: tuple[str, ...] = ()
    """As they are written in CODEOWNERS, e.g. ``@pay-team``; empty: whoever owns it."""


class Policy(Frozen):
    """What the organisation allows."""

    default_label: Label = Label.CONFIDENTIAL
    """Of files that no rule names."""
    rules: tuple[LabelRule, ...] = ()
    """The organisation's. Where several name a file, the highest label holds."""
    raising_rules: tuple[LabelRule, ...] = ()
    """The repository's own: they are a stranger's, so they can raise a label and never lower one."""
    residencies: dict[Label, tuple[Residency, ...]] = Field(default_factory=lambda: dict(ALLOWED))
    air_gapped: bool = False
    """Nothing but loopback and ``internal_hosts`` may be connected to."""
    internal_hosts: tuple[str, ...] = ()
    """Names, ``.domains``, addresses and networks that are inside."""
    wait_seconds: float = Field(default=0.0, ge=0)
    """How long a question waits for endpoints that are all down before it is given up."""

    def allows(self, label: Label, residency: Residency) -> bool:
        """Whether code of ``label`` may go to ``residency``. What the policy does not name goes nowhere."""
        return residency in self.residencies.get(label, ())


class Budget(Frozen):
    """The most that models may take of one job; None: no limit."""

    calls: int | None = Field(default=None, ge=0)
    tokens: int | None = Field(default=None, ge=0)
    """Of prompts and answers together."""
    seconds: float | None = Field(default=None, ge=0)
    """Of wall-clock time from the first question on."""
    money: float | None = Field(default=None, ge=0)
    """In the endpoints' currency."""
