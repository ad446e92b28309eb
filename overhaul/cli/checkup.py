"""What ``overhaul doctor`` looks at."""

from collections.abc import Iterator
from typing import NamedTuple

from overhaul import wiring, wiring_models
from overhaul.domain.errors import OverhaulError
from overhaul.settings import Settings


class Check(NamedTuple):
    """One thing looked at."""

    name: str
    ok: bool
    detail: str
    advice: str
    """What to do where it is missing."""


def examine(settings: Settings) -> Iterator[Check]:
    """Look at everything a job may need, in the order it needs it."""
    house = wiring.House(settings)
    yield from _sandboxes(house)
    yield from _toolchains(house)
    yield _index(house)
    yield _database(house)
    yield from _models(settings)


def _sandboxes(house: wiring.House) -> Iterator[Check]:
    for status in house.sandboxes():
        detail = "usable" if status.usable else status.why_not
        yield Check(f"sandbox {status.name}", status.usable, detail, status.advice)


def _toolchains(house: wiring.House) -> Iterator[Check]:
    found = house.toolchains().all()
    needed = (("python2.7", "without it there is no baseline"), ("python3.12", "without it a stand-in is used"))
    for name, why in needed:
        first = next((toolchain for toolchain in found if toolchain.name == name), None)
        if first is not None:
            yield Check(f"toolchain {name}", True, f"{first.version}, {first.executable}", "")
        else:
            advice = f"{why}: install it (pyenv install {name.removeprefix('python')}), or name its folder in "
            yield Check(f"toolchain {name}", False, "not found", advice + "OVERHAUL_TOOLCHAINS")
    others = sorted({toolchain.name for toolchain in found} - {"python2.7", "python3.12"})
    yield Check("other toolchains", True, ", ".join(others) or "none", "")


def _index(house: wiring.House) -> Check:
    index = house.settings.index
    if index.offline:
        return Check("package index", False, "set offline", "dependencies come from PIP_FIND_LINKS only")
    reached = house.index_answers()
    advice = "check PIP_INDEX_URL, PIP_CERT and the proxy; without it dependencies cannot be installed"
    return Check("package index", reached, index.url if reached else f"{index.url} does not answer", advice)


def _database(house: wiring.House) -> Check:
    try:
        house.jobs().list(1)
    except (OverhaulError, OSError) as error:
        return Check("database", False, str(error), "check OVERHAUL_DATABASE_URL and the state folder's permissions")
    return Check("database", True, house.settings.database_url.split("@")[-1], "")


def _models(settings: Settings) -> Iterator[Check]:
    """A model is never needed: recipes and the gate work without one."""
    endpoints = settings.models.endpoints
    if not endpoints:
        yield Check("model endpoints", True, "none set; not needed", "")
    for endpoint in endpoints:
        name = f"model endpoint {endpoint.name}"
        try:
            wiring_models.usable(endpoints, endpoint.name)
            health = wiring_models.model_health(settings, endpoint)
        except OverhaulError as error:
            yield Check(name, False, error.message, error.hint)
            continue
        where = f"{endpoint.residency}, {', '.join(health.models)}"
        advice = f"start it, or take it out of [[endpoints]] ({endpoint.base_url})"
        yield Check(name, health.ok, where if health.ok else health.problem, advice)
