"""Finding interpreters: where they are, what they are, and what must be shown for them."""

import os
import sys
from pathlib import Path

import pytest

from overhaul.domain.sandbox import Toolchain
from tools.sandbox.toolchains import HostToolchains

HERE = f"python{sys.version_info.major}.{sys.version_info.minor}"
SCRIPT = """#!/bin/sh
cat <<'END'
{{"version": "{version}", "implementation": "{implementation}", "base": "{base}",
  "stdlib": "{base}/lib", "libraries": {libraries}, "prefixes": []}}
END
"""


def fake(base: Path, version: str, *, implementation: str = "cpython", libraries: str = "[]") -> Path:
    """A program that answers as an interpreter would: what is tested here is what we make of answers."""
    path = base / "bin" / f"python{version.rpartition('.')[0]}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(SCRIPT.format(version=version, implementation=implementation, base=base, libraries=libraries))
    path.chmod(0o755)
    return path


def test_the_interpreter_of_these_tests_is_found_by_path() -> None:
    found = HostToolchains(usual=False).find("anything", sys.executable)
    assert found is not None
    assert found.name == HERE
    assert found.version == ".".join(map(str, sys.version_info[:3]))
    assert found.origin == "settings"


def test_a_virtual_environment_is_traced_to_its_base() -> None:
    found = HostToolchains(usual=False).find("", sys.executable)
    assert found is not None
    assert Path(found.executable).is_relative_to(Path(sys.base_prefix).resolve())
    assert (
        not any(Path(sys.prefix).is_relative_to(mount.host) for mount in found.mounts) or sys.prefix == sys.base_prefix
    )


def test_folders_given_come_first_and_hold_interpreters_at_three_depths(tmp_path: Path) -> None:
    real = Path(sys.executable).resolve()
    for folder in ("flat", "prefix/bin", "many/one/bin"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / HERE).symlink_to(real)
    for extra in (tmp_path / "flat", tmp_path / "prefix", tmp_path / "many", tmp_path / "flat" / HERE):
        found = HostToolchains(extra=[extra]).find(HERE)
        assert found is not None
        assert found.origin == "settings"
        assert Path(found.executable) == real


def test_scripts_that_stand_in_for_interpreters_are_left_out(tmp_path: Path) -> None:
    shim = tmp_path / "shims" / "python2.7"
    shim.parent.mkdir()
    shim.write_text("#!/bin/sh\necho this must not run; exit 1\n")
    shim.chmod(0o755)
    assert HostToolchains(search_path=[shim.parent], usual=False).find("python2.7") is None


def test_a_wrapper_named_by_path_is_believed(tmp_path: Path) -> None:
    wrapper = fake(tmp_path / "opt", "2.7.18")
    found = HostToolchains(usual=False).find("python2.7", str(wrapper))
    assert found is not None
    assert (found.name, found.version) == ("python2.7", "2.7.18")
    assert [mount.host for mount in found.mounts] == [str(tmp_path / "opt")]


def test_an_override_may_be_a_name(tmp_path: Path) -> None:
    toolchains = HostToolchains(extra=[Path(sys.executable).resolve().parent], usual=False)
    found = toolchains.find("python2.7", HERE.removeprefix("python"))
    assert found is not None
    assert found.name == HERE
    assert toolchains.find("python2.7", "nonsense") is None
    assert toolchains.find("python2.7", str(tmp_path / "missing")) is None


def test_a_prefix_as_wide_as_a_home_is_not_shown_whole(tmp_path: Path) -> None:
    home = tmp_path / "home"
    wrapper = fake(home, "2.7.18")
    (home / "secret").write_text("secret")
    found = HostToolchains(home=home, usual=False).find("", str(wrapper))
    assert found is not None
    shown = {mount.host for mount in found.mounts}
    assert shown == {str(home / "bin" / "python2.7"), str(home / "lib")}


def test_libraries_outside_the_prefix_are_shown_with_their_folder(tmp_path: Path) -> None:
    libraries = f'["{tmp_path}/ssl/lib/libssl.so.1.1", "/usr/lib/libz.so.1"]'
    wrapper = fake(tmp_path / "prefix", "2.7.18", libraries=libraries)
    found = HostToolchains(usual=False).find("", str(wrapper))
    assert found is not None
    assert {mount.host for mount in found.mounts} == {str(tmp_path / "prefix"), str(tmp_path / "ssl" / "lib")}


def test_answers_are_remembered_until_the_interpreter_changes(tmp_path: Path) -> None:
    wrapper = fake(tmp_path / "opt", "2.7.17")

    def version() -> str:
        found = HostToolchains(usual=False, cache_dir=tmp_path / "cache").find("", str(wrapper))
        assert found is not None
        return found.version

    assert version() == "2.7.17"
    status = wrapper.stat()
    fake(tmp_path / "opt", "2.7.18")
    os.utime(wrapper, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert version() == "2.7.17"
    os.utime(wrapper, ns=(1, 1))
    assert version() == "2.7.18"


def test_a_broken_cache_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "interpreters.json").write_text("{broken")
    assert HostToolchains(usual=False, cache_dir=tmp_path).find("", sys.executable) is not None


class Known(HostToolchains):
    """Finds what it is told, through the real ordering and choosing."""

    def __init__(self, base: Path, versions: list[str]) -> None:
        super().__init__(usual=False)
        self._paths = [fake(base / version, version) for version in versions]

    def all(self) -> tuple[Toolchain, ...]:
        return tuple(found for path in self._paths if (found := super(Known, self).find("", str(path))))

    def find(self, name: str, override: str | None = None) -> Toolchain | None:
        if override:
            return super().find(name, override)
        return next((found for found in self.all() if found.name == name), None)


@pytest.mark.parametrize(
    ("wanted", "versions", "nearest"),
    [
        ("python3.12", ["3.11.1", "3.12.3", "3.13.0"], "python3.12"),
        ("python3.12", ["3.9.1", "3.11.1", "3.13.0"], "python3.11"),
        ("python3.12", ["3.7.1", "3.13.0", "3.14.0"], "python3.13"),
        ("python3.12", ["2.7.18", "3.7.1"], None),
        ("python2.7", ["2.6.9", "3.12.1"], None),
        ("python2.7", ["2.7.18"], "python2.7"),
        ("ruby3.3", ["3.12.1"], None),
    ],
)
def test_the_nearest(tmp_path: Path, wanted: str, versions: list[str], nearest: str | None) -> None:
    found = Known(tmp_path, versions).nearest(wanted)
    assert (found.name if found else None) == nearest


def test_all_are_ordered_by_version_and_origin() -> None:
    found = HostToolchains(extra=[Path(sys.executable).resolve().parent]).all()
    versions = [tuple(map(int, toolchain.name.removeprefix("python").split("."))) for toolchain in found]
    assert versions == sorted(versions)
    first = next(toolchain for toolchain in found if toolchain.name == HERE)
    assert first.origin == "settings"
