"""The filter is a valid program, and its two forms refuse the same calls."""

import json
import struct

import pytest

from tools.sandbox import seccomp

ALLOW = 0x7FFF0000
ERRNO = 0x00050000
X86_64 = 0xC000003E


def run(program: bytes, number: int, architecture: int = X86_64, arguments: tuple[int, ...] = ()) -> int:
    """Interpret the filter as the kernel does; returns what it decides."""
    padded = [*arguments, *([0] * (6 - len(arguments)))]
    data = struct.pack("=iIQ6Q", number, architecture, 0, *padded)
    steps = list(struct.iter_unpack("=HBBI", program))
    position = accumulator = 0
    while True:
        code, yes, no, value = steps[position]
        position += 1
        if code == 0x06:
            return int(value)
        if code == 0x20:
            (accumulator,) = struct.unpack_from("=I", data, value)
            continue
        holds = {0x15: accumulator == value, 0x35: accumulator >= value, 0x45: bool(accumulator & value)}[code]
        position += yes if holds else no


@pytest.fixture
def program() -> bytes:
    made = seccomp.program("x86_64")
    assert made is not None
    return made


@pytest.mark.parametrize("number", [0, 1, 57, 59, 202, 231, 257, 318])
def test_ordinary_calls_are_allowed(program: bytes, number: int) -> None:
    assert run(program, number) == ALLOW


@pytest.mark.parametrize("number", [165, 250, 321, 425, 442])
def test_dangerous_calls_are_refused(program: bytes, number: int) -> None:
    assert run(program, number) == ERRNO | 1


def test_namespaces_are_refused_and_threads_are_not(program: bytes) -> None:
    assert run(program, 56, arguments=(0x003D0F00,)) == ALLOW
    assert run(program, 56, arguments=(0x10000000 | 17,)) == ERRNO | 1
    assert run(program, 272, arguments=(0x00020000,)) == ERRNO | 1
    assert run(program, 435) == ERRNO | 38


def test_only_the_low_half_of_an_argument_counts(program: bytes) -> None:
    assert run(program, 16, arguments=(0, 0x5412 | 1 << 32)) == ERRNO | 1
    assert run(program, 16, arguments=(0, 0x5401)) == ALLOW
    assert run(program, 41, arguments=(40 | 1 << 32,)) == ERRNO | 97
    assert [run(program, 41, arguments=(family,)) for family in (1, 2, 10, 16)] == [ALLOW] * 4


def test_other_architectures_and_x32_are_refused(program: bytes) -> None:
    assert run(program, 1, architecture=0x40000003) == ERRNO | 1
    assert run(program, 0x40000001) == ERRNO | 1


def test_an_unknown_machine_has_no_filter() -> None:
    assert seccomp.program("m68k") is None
    assert seccomp.program("aarch64") is not None


def test_the_engines_form_names_the_same_calls(program: bytes) -> None:
    profile = json.loads(seccomp.profile())
    named = {name for rule in profile["syscalls"] for name in rule["names"]}
    assert {"mount", "keyctl", "clone", "clone3", "unshare", "ioctl", "socket"} <= named
    assert profile["defaultAction"] == "SCMP_ACT_ALLOW"
    families = {rule["args"][0]["valueTwo"] for rule in profile["syscalls"] if rule["names"] == ["socket"]}
    refused = {family for family in range(128) if run(program, 41, arguments=(family,)) != ALLOW}
    assert families == refused
