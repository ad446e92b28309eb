"""Reading a file's imports, and where a new one goes."""

import pytest

from overhaul.domain.edits import apply_edits
from overhaul.domain.ports.recipes import ProjectFacts
from tools.recipes.source import Source

FACTS = ProjectFacts(frozenset({"m.py"}), ("",), frozenset())

ADDED = [
    ("x = 1\n", "import io\nx = 1\n"),
    ("import os\nx\n", "import io\nimport os\nx\n"),
    ('"""Doc."""\nimport os\n', '"""Doc."""\nimport io\nimport os\n'),
    ("#!/bin/x\n# -*- coding: utf-8 -*-\n'doc'\n\nx\n", "#!/bin/x\n# -*- coding: utf-8 -*-\n'doc'\n\nimport io\nx\n"),
    (
        "from __future__ import (division,\n    with_statement)\nimport os\n",
        "from __future__ import (division,\n    with_statement)\nimport io\nimport os\n",
    ),
    ("'doc'", "'doc'\nimport io\n"),
    ("'doc'\r\nx\r\n", "'doc'\r\nimport io\r\nx\r\n"),
    ("def f():\n    import io\n", "import io\ndef f():\n    import io\n"),
    ("import io as other\n", "import io\nimport io as other\n"),
]


@pytest.mark.parametrize(("before", "after"), ADDED)
def test_an_import_goes_after_docstring_and_future(before: str, after: str) -> None:
    source = Source("m.py", before.encode(), FACTS)
    assert apply_edits(source.data, source.ensure_import("import io")).decode() == after


@pytest.mark.parametrize("text", ["import io\n", "import os, io\n", "try:\n    import io\nexcept ImportError: pass\n"])
def test_an_import_that_is_there_is_not_added(text: str) -> None:
    assert Source("m.py", text.encode(), FACTS).ensure_import("import io") == ()


def test_names_and_what_they_are_bound_as() -> None:
    text = b"import a.b, c as d\nfrom .e import f as g, h\nfrom i import *\ndef j():\n    import k\n"
    names = Source("m.py", text, FACTS).imports.names
    assert [(n.module, n.name, n.bound, n.top_level) for n in names] == [
        ("a.b", None, "a", True),
        ("c", None, "d", True),
        (".e", "f", "g", True),
        (".e", "h", "h", True),
        ("i", "*", "*", True),
        ("k", None, "k", False),
    ]
