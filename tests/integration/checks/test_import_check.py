"""Which modules can be imported: each as if in a process of its own, though few need one."""

from pathlib import Path

from tests.support.checks import bubblewrap, own_environment, write_tree
from tools.checks.gate.importing import files_of, import_faults, modules_of
from tools.checks.runner import run_mounts

FILES = {
    "whole/__init__.py": "import whole.low\nfrom whole.inner import deep\n",
    "whole/low.py": "open('low.count', 'a').write('x')\n",
    "whole/inner/__init__.py": "",
    "whole/inner/deep.py": "",
    "whole/late.py": "from whole import low\n",
    "whole/bad.py": "import not_there\n",
    "broken/__init__.py": "open('broken.count', 'a').write('x')\n1 / 0\n",
    "broken/one.py": "",
    "broken/two/__init__.py": "",
    "broken/two/three.py": "",
    "shy/__init__.py": "try:\n    from shy import hurt\nexcept ValueError:\n    pass\n",
    "shy/hurt.py": "raise ValueError('always')\n",
    "ends.py": "import os\nos._exit(0)\n",
    "alone.py": "",
}


def test_each_module_as_in_a_process_of_its_own(tmp_path: Path) -> None:
    tree, environment = write_tree(tmp_path / "tree", FILES), own_environment()
    modules = modules_of(files_of(tree), ["."], lambda path: False)
    sandbox = bubblewrap(tmp_path / "scratch")
    with sandbox.open(tree, toolchain=environment.toolchain, mounts=run_mounts(environment)) as workspace:
        faults = import_faults(workspace, modules, ["."], environment)
        counts = {name: len(workspace.read(name)) for name in ("low.count", "broken.count")}
    assert faults is not None
    assert {module for module, fault in faults.items() if not fault} == {
        "alone",
        "shy",
        "whole",
        "whole.inner",
        "whole.inner.deep",
        "whole.late",
        "whole.low",
    }
    assert faults["broken.two.three"] == faults["broken"] == "ZeroDivisionError: division by zero"
    assert "not_there" in faults["whole.bad"]
    assert "always" in faults["shy.hurt"]
    assert faults["ends"] == "the process ended during the import"
    # A package that fails is imported once, and one that brings its modules along once for all of those.
    assert counts == {"low.count": 3, "broken.count": 1}


def test_namespace_packages_hold_the_part_of_the_repository(tmp_path: Path) -> None:
    """``.pth`` files of installed parts make the package before the repository is there."""
    tree = write_tree(tmp_path / "tree", {"src/space/__init__.py": "", "src/space/mine/__init__.py": ""})
    packages = write_tree(
        tmp_path / "packages",
        {
            "space/other/__init__.py": "",
            "other-nspkg.pth": "import sys, types, os; p = os.path.join(sys._getframe(1).f_locals['sitedir'], 'space');"
            " m = sys.modules.setdefault('space', types.ModuleType('space')); m.__path__ = [p]\n",
        },
    )
    environment = own_environment().model_copy(update={"path": str(packages)})
    sandbox = bubblewrap(tmp_path / "scratch")
    with sandbox.open(tree, toolchain=environment.toolchain, mounts=run_mounts(environment)) as workspace:
        faults = import_faults(workspace, ["space.mine", "space.other"], ["src"], environment)
    assert faults == {"space.mine": "", "space.other": ""}
