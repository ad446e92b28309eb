"""Toolchains that are container images, and several finders as one."""

import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from overhaul.domain.errors import SandboxFailure
from overhaul.domain.ports.sandbox import Sandbox, Toolchains
from overhaul.domain.sandbox import Command, Limits, Toolchain
from tools.sandbox.toolchains import nearest_of

LABEL: Final = "overhaul.toolchain"
"""An image with this label is the toolchain its value names, e.g. ``python2.7``."""
_OFFICIAL: Final = re.compile(r"(?:.*/)?python:(?P<minor>\d+\.\d+)(?:[.-].*)?")
_SCRIPT: Final = """
for name in "$0" "${0%.*}" python; do
    command -v "$name" >/dev/null || continue
    exec "$name" -c 'import json, sys
print(json.dumps([sys.executable, ".".join(map(str, sys.version_info[:3]))]))'
done
exit 1
"""


def toolchain_of_image(tags: Sequence[str], labels: Mapping[str, str]) -> str | None:
    """The toolchain an image is: by its label, or by the tag official Python images have."""
    if labels.get(LABEL):
        return labels[LABEL]
    match = next((found for tag in tags if (found := _OFFICIAL.fullmatch(tag))), None)
    return None if match is None else f"python{match['minor']}"


class ImageToolchains:
    """Port ``Toolchains`` over images.

    Args:
        sandbox: runs in images: the Docker one.
        images: toolchain name → image. The images are there; none is pulled.
    """

    def __init__(self, sandbox: Sandbox, images: Mapping[str, str]) -> None:
        self._sandbox = sandbox
        self._images = dict(images)
        self._asked: dict[str, Toolchain | None] = {}

    def find(self, name: str, override: str | None = None) -> Toolchain | None:
        """See ``Toolchains.find``. ``override`` may be a name; a path is the host's and finds nothing."""
        wanted = override or name
        if wanted not in self._images:
            return None
        if wanted not in self._asked:
            self._asked[wanted] = self._ask(wanted, self._images[wanted])
        return self._asked[wanted]

    def nearest(self, name: str) -> Toolchain | None:
        """See ``HostToolchains.nearest``."""
        return self.find(name) or nearest_of(name, self.all())

    def all(self) -> tuple[Toolchain, ...]:
        """Every image that works, sorted by name."""
        return tuple(found for name in sorted(self._images) if (found := self.find(name)) is not None)

    def _ask(self, name: str, image: str) -> Toolchain | None:
        """Run the interpreter in its image: tags and labels only claim."""
        asked = Toolchain(name=name, version="", executable=name, image=image, origin="image")
        command = Command(argv=("sh", "-c", _SCRIPT, name), limits=Limits(wall_seconds=60))
        with tempfile.TemporaryDirectory(prefix="overhaul-empty-") as empty:
            try:
                with self._sandbox.open(Path(empty), toolchain=asked) as workspace:
                    result = workspace.run(command)
                executable, version = json.loads(result.output)
            except (SandboxFailure, ValueError):
                return None
        if f"python{'.'.join(str(version).split('.')[:2])}" != name:
            return None
        return asked.model_copy(update={"version": str(version), "executable": str(executable)})


class CombinedToolchains:
    """Several finders, asked in order."""

    def __init__(self, finders: Sequence[Toolchains]) -> None:
        self._finders = tuple(finders)

    def find(self, name: str, override: str | None = None) -> Toolchain | None:
        """The first finder's answer that is one."""
        return next((hit for finder in self._finders if (hit := finder.find(name, override)) is not None), None)

    def nearest(self, name: str) -> Toolchain | None:
        """The best stand-in among everything found."""
        return self.find(name) or nearest_of(name, self.all())

    def all(self) -> tuple[Toolchain, ...]:
        """Everything, in the finders' order."""
        return tuple(found for finder in self._finders for found in finder.all())
