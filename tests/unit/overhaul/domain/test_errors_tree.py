"""The error tree: codes are what scripts match on, so they are unique and complete."""

from collections.abc import Iterator

import pytest

from overhaul.domain import errors
from overhaul.domain.errors import ExitCode, GateRefusal, JobCancelled, NoSandbox, OverhaulError


def family(cls: type[OverhaulError] = OverhaulError) -> Iterator[type[OverhaulError]]:
    for child in cls.__subclasses__():
        if child.__module__ == errors.__name__:
            yield child
            yield from family(child)


ALL: list[type[OverhaulError]] = sorted(family(), key=lambda cls: cls.__name__)


def test_codes_are_unique() -> None:
    classes: list[type[OverhaulError]] = [OverhaulError, *ALL]
    codes = [cls.code for cls in classes]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("cls", ALL)
def test_each_has_a_code_of_its_own_in_kebab_case(cls: type[OverhaulError]) -> None:
    assert "code" in vars(cls)
    assert cls.code == cls.code.lower().replace("_", "-").replace(" ", "-")


@pytest.mark.parametrize("cls", ALL)
def test_nothing_raised_on_purpose_looks_like_success_or_a_bug(cls: type[OverhaulError]) -> None:
    assert cls.exit_code not in (ExitCode.DONE, ExitCode.BUG)


@pytest.mark.parametrize("cls", ALL)
def test_each_stands_in_the_drawn_tree(cls: type[OverhaulError]) -> None:
    assert f"─ {cls.__name__} " in (errors.__doc__ or "")


@pytest.mark.parametrize("cls", ALL)
def test_message_and_hint_are_kept(cls: type[OverhaulError]) -> None:
    error = cls("It broke.", hint="Mend it.")
    assert (str(error), error.message, error.hint) == ("It broke.", "It broke.", "Mend it.")


def test_exit_codes_are_stable() -> None:
    assert {code.name: code.value for code in ExitCode} == {
        "DONE": 0,
        "BUG": 1,
        "BAD_INPUT": 2,
        "PARTS_LEFT": 3,
        "REFUSED": 4,
        "NO_SANDBOX": 5,
        "CANCELLED": 6,
        "ENVIRONMENT": 7,
        "WAITING": 8,
    }


def test_outcomes_a_script_must_tell_apart_do_not_share_a_code() -> None:
    codes = {cls.exit_code for cls in (GateRefusal, NoSandbox, JobCancelled)}
    assert codes == {ExitCode.REFUSED, ExitCode.NO_SANDBOX, ExitCode.CANCELLED}
