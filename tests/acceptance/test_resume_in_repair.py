"""``kill -9`` in the middle of repairs, then ``overhaul resume``, ends in the tree of an undisturbed run."""

import json
import os
import signal
from pathlib import Path

import pytest

from tests.support.console import Cli, git, make_repository, needs_toolchains

pytestmark = [pytest.mark.py27, pytest.mark.py312, pytest.mark.network, pytest.mark.slow, needs_toolchains]

FILES = {
    "shop.py": (
        "import json\n\n\ndef load(path):\n    return open(path, 'rb').read()\n\n\n"
        "def head(path, mark):\n    return load(path).split(mark)[0] == 'a'\n\n\n"
        "class Box:\n    def __init__(self, rows):\n        self.rows = rows\n\n"
        "    def middle(self):\n        return getattr(self, 'rows')[self.size() / 2]\n\n"
        "    def size(self):\n        return len(self.rows)\n\n\n"
        "def prune(table):\n    for key in table.keys():\n        drop(table, key)\n    return table\n\n\n"
        "def drop(table, key):\n    if not table[key]:\n        del table[key]\n"
    ),
    "tests/test_shop.py": (
        "import os\nimport tempfile\nimport unittest\n\nimport shop\n\n\nclass ShopTest(unittest.TestCase):\n"
        "    def test_head(self):\n        path = os.path.join(tempfile.mkdtemp(), 'f')\n"
        "        with open(path, 'w') as out:\n            out.write('a,b')\n"
        "        self.assertTrue(shop.head(path, ','))\n\n"
        "    def test_middle(self):\n        self.assertEqual(shop.Box([1, 2, 3]).middle(), 2)\n\n"
        "    def test_prune(self):\n        self.assertEqual(shop.prune({'a': 0, 'b': 1}), {'b': 1})\n"
    ),
}


def test_kill_and_resume_in_repair(cli: Cli, tmp_path: Path) -> None:
    shop = make_repository(tmp_path / "shop", FILES)
    done = cli.run("run", shop, "--out", tmp_path / "plain", "--branch", "plain", "--no-tty")
    tree = git(shop, "rev-parse", "plain^{tree}")
    assert done.returncode in (0, 3), done.stdout + done.stderr
    process = cli.start("run", shop, "--out", tmp_path / "out", "--branch", "killed", "--json")
    assert process.stdout is not None
    for line in process.stdout:
        event = json.loads(line)
        if event["message"].startswith("repair: "):
            os.kill(process.pid, signal.SIGKILL)
            break
    else:
        raise AssertionError("nothing was repaired")
    process.communicate()
    resumed = cli.run("resume", str(event["job"]), "--no-tty")
    assert resumed.returncode == done.returncode, resumed.stdout + resumed.stderr
    assert git(shop, "rev-parse", "killed^{tree}") == tree
