"""Finders of modules, and who asks them."""

import subprocess
import sys

import pytest

from tests.support.recipes import check_noop, check_rewrite, run

REWRITE = [
    (
        "class Finder(object):\n"
        "    def find_module(self, fullname, path=None):\n"
        "        return self if fullname in known else None\n"
        "    def load_module(self, fullname):\n"
        "        return make(fullname)\n",
        "from importlib.util import spec_from_loader\n"
        "class Finder(object):\n"
        "    def find_module(self, fullname, path=None):\n"
        "        return self if fullname in known else None\n"
        "\n"
        "    def find_spec(self, fullname, path=None, target=None):\n"
        "        loader = self.find_module(fullname, path)\n"
        "        return spec_from_loader(fullname, loader) if loader is not None else None\n"
        "    def load_module(self, fullname):\n"
        "        return make(fullname)\n",
    ),
    (
        "import sys\n"
        "class Zips:\n"
        "\tdef find_module(this, name):\n"
        "\t\treturn Loader(name)\n"
        "sys.path_hooks.append(Zips)\n",
        "from importlib.util import spec_from_loader\n"
        "import sys\n"
        "class Zips:\n"
        "\tdef find_module(this, name):\n"
        "\t\treturn Loader(name)\n"
        "\n"
        "\tdef find_spec(this, fullname, path=None, target=None):\n"
        "\t\tloader = this.find_module(fullname)\n"
        "\t\treturn spec_from_loader(fullname, loader) if loader is not None else None\n"
        "sys.path_hooks.append(Zips)\n",
    ),
    (
        "import sys\nfor finder in sys.meta_path:\n    if finder.find_module(name, path): break\n",
        "import sys\nfor finder in sys.meta_path:\n"
        "    if getattr(finder.find_spec(name, path), 'loader', None): break\n",
    ),
]

NOOP = [
    "class Project:\n    def find_module(self, name, folder=None): return self.modules[name]\n",
    "class F:\n    def find_module(self, n): pass\n    def find_spec(self, n): pass\n    load_module = 0\n",
    "import imp, sys\nsys.meta_path\nimp.find_module(name, [entry])\n",
    "module = project.find_module('sample')\n",
    "class F:\n    def find_module(self): pass\n    def load_module(self, n): pass\n",
]


@pytest.mark.parametrize(("before", "after"), REWRITE)
def test_hooks_speak_of_specs(before: str, after: str) -> None:
    check_rewrite("import-hooks", before, after)


@pytest.mark.parametrize("source", NOOP)
def test_others_are_left(source: str) -> None:
    check_noop("import-hooks", source)


def test_a_finder_is_asked_by_the_import_system() -> None:
    code = run(
        "import-hooks",
        b"import sys, types\n"
        b"class Finder(object):\n"
        b"    def find_module(self, fullname, path=None):\n"
        b"        if fullname == 'made_up_by_a_hook': return self\n"
        b"    def load_module(self, fullname):\n"
        b"        return sys.modules.setdefault(fullname, types.ModuleType(fullname))\n"
        b"sys.meta_path.append(Finder())\n"
        b"import made_up_by_a_hook\n"
        b"print(made_up_by_a_hook.__name__)\n",
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "made_up_by_a_hook\n"
