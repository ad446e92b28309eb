"""Driving the installed console script, and a small Python 2 repository to drive it on."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

SCRIPT = Path(sys.executable).parent / "overhaul"


@dataclass(frozen=True)
class Cli:
    """The console script with a state folder of its own."""

    state: Path
    cache: Path
    extra: dict[str, str] = field(default_factory=dict)

    def environ(self) -> dict[str, str]:
        """The process's environment."""
        own = {"OVERHAUL_STATE_DIR": str(self.state), "OVERHAUL_CACHE_DIR": str(self.cache), "COLUMNS": "120"}
        return {**os.environ, **own, **self.extra}

    def command(self, *arguments: str | Path) -> list[str]:
        """What is executed."""
        return [str(SCRIPT), *map(str, arguments)]

    def run(self, *arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run to the end and keep what it said."""
        return subprocess.run(
            self.command(*arguments), env=self.environ(), cwd=cwd, capture_output=True, text=True, timeout=300
        )

    def start(self, *arguments: str | Path) -> subprocess.Popen[str]:
        """Start it and leave it running."""
        return subprocess.Popen(
            self.command(*arguments), env=self.environ(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )


def events(output: str) -> list[dict[str, object]]:
    """The JSON events of an output."""
    return [json.loads(line) for line in output.splitlines() if line.startswith("{")]


FILES = {
    "shop/__init__.py": "",
    "shop/money.py": (
        "# -*- coding: utf-8 -*-\n"
        "class Money:\n"
        "    def __init__(self, cents):\n"
        "        self.cents = cents\n\n"
        "    def __cmp__(self, other):\n"
        "        return cmp(self.cents, other.cents)\n\n"
        "    def halves(self):\n"
        "        return len(range(self.cents)) / 2\n"
    ),
    "shop/basket.py": (
        "import money\nfrom StringIO import StringIO\n\n\n"
        "def show(prices):\n"
        "    out = StringIO()\n"
        "    for name, cents in sorted(prices.iteritems()):\n"
        '        print >>out, "%s: %d" % (name, cents)\n'
        "    return out.getvalue()\n\n\n"
        "def cheapest(prices):\n"
        "    if not prices.has_key('bread'):\n"
        "        raise KeyError, 'bread'\n"
        "    return min([money.Money(c) for c in prices.values()]).cents\n"
    ),
    "tests/__init__.py": "",
    "tests/test_basket.py": (
        "import unittest\n\nfrom shop import basket, money\n\n\n"
        "class BasketTest(unittest.TestCase):\n"
        "    def test_show(self):\n"
        "        self.assertEquals(basket.show({'b': 2, 'a': 1}), 'a: 1\\nb: 2\\n')\n\n"
        "    def test_cheapest(self):\n"
        "        self.assertEqual(basket.cheapest({'bread': 3, 'milk': 2}), 2)\n\n"
        "    def test_missing(self):\n"
        "        try:\n"
        "            basket.cheapest({})\n"
        "        except KeyError, error:\n"
        "            self.assertEqual(error.args, ('bread',))\n"
        "        else:\n"
        "            self.fail('no error')\n\n"
        "    def test_halves(self):\n"
        "        self.assertEqual(money.Money(5).halves(), 2)\n"
    ),
}
"""A Python 2 repository small enough to be converted in a few seconds."""


def make_repository(root: Path, files: dict[str, str]) -> Path:
    """A git repository with one commit."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "-c", "user.name=T", "-c", "user.email=t@localhost", "commit", "-q", "-m", "The shop")
    return root


def git(root: Path, *arguments: str) -> str:
    """Plain git, as a user would."""
    done = subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def have(name: str) -> bool:
    """Whether an interpreter called ``name`` can be found where Overhaul looks."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    return shutil.which(name) is not None or bool(list(pyenv.glob(f"{name.removeprefix('python')}.*/bin/{name}")))


needs_toolchains = pytest.mark.skipif(
    not (have("python2.7") and have("python3.12")), reason="not run: needs CPython 2.7 and 3.12"
)


def snapshot(root: Path) -> list[tuple[str, int, bytes]]:
    """Every file below ``root`` with its time of change and content, ``.git`` left out."""
    return [
        (str(path.relative_to(root)), path.stat().st_mtime_ns, path.read_bytes())
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".git" not in path.parts
    ]
