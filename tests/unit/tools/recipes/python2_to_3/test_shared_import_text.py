"""What import statements say, told from the text alone, and in agreement with the tree."""

import re
import sys
from pathlib import Path

import pytest

from overhaul.domain.ports.recipes import ProjectFacts
from tools.recipes.python2_to_3._shared.import_text import imported_modules
from tools.recipes.recipe import Hit
from tools.recipes.source import Source

FACTS = ProjectFacts(frozenset({"m.py"}), ("",), frozenset())

NAMED = [
    ("import Queue\n", "Queue", ("Queue",)),
    ("import os, os.path as p, Queue\n", "Queue", ("os", "os.path", "Queue")),
    ("from a.b import (c,  # d\n    Queue)\n", "Queue", ("a.b",)),
    ("from a.b \\\n  import c, \\\n  Queue\n", "Queue", ("a.b",)),
    ("from . import Queue\n", "Queue", ()),
    ("from .a import Queue\n", "Queue", ()),
    ("if x: import Queue\n", "Queue", ("Queue",)),
    ("import os; import Queue\n", "Queue", ("Queue",)),
    ("import Queue; import os\n", "Queue", ("Queue",)),
    ("from a import important, Queue\n", "Queue", ("a",)),
    ("import os\nQueue\n", "Queue", ()),
    ("reimport = Queue\n", "Queue", ()),
    ("x = 'import'; Queue\n", "Queue", ()),
    ("Queue\n", "Queue", ()),
]


@pytest.mark.parametrize(("text", "word", "modules"), NAMED)
def test_the_modules_of_the_statement_around_a_word(text: str, word: str, modules: tuple[str, ...]) -> None:
    at = text.index(word)
    assert imported_modules(Source("m.py", text.encode(), FACTS), Hit(at, at + len(word))) == modules


def test_text_and_tree_agree_on_the_library() -> None:
    """Every absolute module that the tree finds imported is told from the text, at each ``import``."""
    for path in sorted(Path(re.__file__).parent.parent.glob("*.py"))[:60]:
        source = Source("m.py", path.read_bytes(), FACTS)
        told = {
            module
            for match in re.finditer(rb"\bimport\b", source.lexed.mask)
            for module in imported_modules(source, Hit(*match.span()))
        }
        found = {name.module for name in source.imports.names if not name.module.startswith(".")}
        assert found <= told, (path, found - told, sys.version)
