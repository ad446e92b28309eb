"""Toolchains that are images, found and used in a real engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from overhaul.domain.sandbox import Command
from tests.support.sandboxes import BASE_IMAGE, AnySandbox, python, sandbox
from tools.sandbox.image_toolchains import CombinedToolchains, ImageToolchains, toolchain_of_image
from tools.sandbox.toolchains import HostToolchains


@pytest.fixture
def box(tmp_path: Path) -> Iterator[AnySandbox]:
    with sandbox("docker", tmp_path / "scratch") as made:
        yield made


@pytest.mark.docker
def test_an_image_is_a_toolchain_where_its_interpreter_says_so(box: AnySandbox, tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    with box.open(tmp_path / "base") as workspace:
        version = python(workspace, "import platform; print(platform.python_version())").output.decode().strip()
    name = "python" + version.rpartition(".")[0]
    toolchains = ImageToolchains(box, {name: BASE_IMAGE, "python2.7": BASE_IMAGE, "python3.99": "no-such-image"})
    found = toolchains.find(name)
    assert found is not None
    assert (found.version, found.image, found.origin) == (version, BASE_IMAGE, "image")
    assert toolchains.all() == (found,)
    with box.open(tmp_path / "base", toolchain=found) as workspace:
        assert workspace.run(Command(argv=(found.executable, "-c", "print(1)"))).output == b"1\n"
    combined = CombinedToolchains([HostToolchains(usual=False), toolchains])
    assert combined.find(name) == combined.nearest(name) == found


@pytest.mark.parametrize(
    ("tags", "labels", "name"),
    [
        (["python:2.7-slim"], {}, "python2.7"),
        (["registry.example/team/python:3.12.1"], {}, "python3.12"),
        (["python:latest"], {}, None),
        (["mypython:3.12"], {}, None),
        (["anything:1"], {"overhaul.toolchain": "python2.6"}, "python2.6"),
        ([], {}, None),
    ],
)
def test_images_are_known_by_label_or_official_tag(tags: list[str], labels: dict[str, str], name: str | None) -> None:
    assert toolchain_of_image(tags, labels) == name
