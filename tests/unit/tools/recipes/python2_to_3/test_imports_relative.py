"""Implicit relative imports, decided from the layout of the repository."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

PACKAGE = (
    "pkg/__init__.py",
    "pkg/foo.py",
    "pkg/email.py",
    "pkg/sub/__init__.py",
    "pkg/sub/bar.py",
    "pkg/folder/data.py",
    "pkg/_speed.c",
    "pkg/zlib.c",
    "pkg/fast.so",
    "other.py",
)

REWRITE = [
    # test packages that look for their support module in __init__.py
    ("from __init__ import support\n", "from . import support\n"),
    ("import foo\nfoo.x\n", "from . import foo\nfoo.x\n"),
    ("import foo as f\n", "from . import foo as f\n"),
    ("import os, foo, sys\n", "import os\nfrom . import foo\nimport sys\n"),
    ("import foo, email\n", "from . import foo, email\n"),
    ("from foo import x, y as z\n", "from .foo import x, y as z\n"),
    ("from foo import (a,  # one\n    b)\n", "from .foo import (a,  # one\n    b)\n"),
    ("from foo import *\n", "from .foo import *\n"),
    ("from sub.bar import x\n", "from .sub.bar import x\n"),
    (
        "import sub.bar\nsub.bar.x\n",
        "from . import sub\nfrom .sub import bar\nsub.bar.x\n",
    ),
    ("import sub.bar\nbar = sub.bar.x\n", "from . import sub\nfrom .sub import bar as _sub_bar\nbar = sub.bar.x\n"),
    ("import sub.bar as b\n", "from .sub import bar as b\n"),
    ("import email\n", "from . import email\n"),
    ("def f():\n\timport foo; x\n", "def f():\n\tfrom . import foo; x\n"),
    (
        "try:\n    import _speed\nexcept ImportError:\n    _speed = None\n",
        "try:\n    from . import _speed\nexcept ImportError:\n    _speed = None\n",
    ),
    (
        "try:\n    import foo\nexcept ImportError:\n    foo = load()\n",
        "try:\n    from . import foo\nexcept ImportError:\n    foo = load()\n",
    ),
    ("import fast\n", "from . import fast\n"),
    ("import foo, \\\n    os\n", "from . import foo\nimport os\n"),
    (
        "import foo\nif __name__ == '__main__':\n    foo.main()\n",
        "from pkg import foo\nif __name__ == '__main__':\n    foo.main()\n",
    ),
    (
        "import sub.bar, os\nfrom foo import x\nif __name__ == '__main__': x\n",
        "from pkg import sub\nfrom pkg.sub import bar\nimport os\n"
        "from pkg.foo import x\nif __name__ == '__main__': x\n",
    ),
]

NOOP = [
    "from __future__ import absolute_import\nimport foo, email\n",
    "import pkg.foo\nfrom pkg import foo\nimport other, folder\nimport zlib\n",
    "from . import foo\nfrom .foo import x\n",
    "import os.foo\nfrom os import foo\n",
    "try:\n    from . import foo\nexcept ImportError:\n    import foo\n",
    "import sys\nif sys.version_info[0] == 2:\n    import foo\nelse:\n    from . import foo\n",
]


@pytest.mark.parametrize(("before", "after"), REWRITE)
def test_sibling_is_imported_explicitly(before: str, after: str) -> None:
    check_rewrite("relative-imports", before, after, path="pkg/mod.py", paths=PACKAGE)


@pytest.mark.parametrize("source", NOOP)
def test_import_that_is_no_sibling(source: str) -> None:
    check_noop("relative-imports", source, path="pkg/mod.py", paths=PACKAGE)


def test_outside_packages_nothing_is_relative() -> None:
    check_noop("relative-imports", "import foo\n", path="scripts/run.py", paths=("scripts/foo.py",))


def test_a_package_on_the_import_path_keeps_its_imports() -> None:
    check_noop(
        "relative-imports",
        "import helper\n",
        path="tests/test_a.py",
        paths=("tests/__init__.py", "tests/helper.py"),
        roots=("", "tests"),
    )


def test_a_package_itself_imports_from_within() -> None:
    check_rewrite(
        "relative-imports",
        "from foo import *\nif __name__ == '__main__': x\n",
        "from .foo import *\nif __name__ == '__main__': x\n",
        path="pkg/__init__.py",
        paths=PACKAGE,
    )
