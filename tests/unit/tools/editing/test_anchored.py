"""Edits by anchors: what they change, what they leave, what they say where they cannot be made."""

import pytest

from overhaul.domain.anchored import AnchoredEdit, AnchorKind, Misplaced
from tools.editing.anchored import AnchoredEditor

SOURCE = b'''import os

class Ledger(object):
    """Accounts."""

    @property
    def total(self):
        return sum(self.rows)

    @total.setter
    def total(self, value):
        self.rows = [value]

    def post(self, row):
        if row:
            self.rows.append(row)
        return row

def load(path):
    return open(path).read()
'''


def apply(data: bytes, *edits: tuple[AnchorKind, str, str]) -> bytes | str:
    """The file after the edits, or what was said instead."""
    made = AnchoredEditor().apply(data, [AnchoredEdit(kind, "a.py", anchor, text) for kind, anchor, text in edits])
    return made.problem if isinstance(made, Misplaced) else made[0]


def test_an_outline_names_definitions_with_their_class_and_tells_doubles_apart() -> None:
    known = AnchoredEditor().outline(SOURCE)
    assert [item.name for item in known] == ["Ledger", "Ledger.total", "Ledger.total#2", "Ledger.post", "load"]
    post = known[3]
    assert (post.first_line, post.last_line, post.head) == (14, 17, "def post(self, row):")


@pytest.mark.parametrize(
    ("edit", "before", "after"),
    [
        pytest.param(
            (AnchorKind.DEFINITION, "Ledger.post", "def post(self, row):\n    return row\n"),
            b"    def post(self, row):\n        if row:\n            self.rows.append(row)\n        return row\n",
            b"    def post(self, row):\n        return row\n",
            id="a definition, indented like the old one",
        ),
        pytest.param(
            (AnchorKind.DEFINITION, "Ledger.total#2", "def total(self, value):\n  self.rows = value"),
            b"        self.rows = [value]",
            b"        self.rows = value",
            id="decorators the text leaves out stay, and its own step of indentation becomes the file's",
        ),
        pytest.param(
            (AnchorKind.DEFINITION, "Ledger.total#2", "@total.setter\ndef total(self, v):\n    pass"),
            b"    @total.setter\n    def total(self, value):\n        self.rows = [value]",
            b"    @total.setter\n    def total(self, v):\n        pass",
            id="decorators the text has replace the old ones",
        ),
        pytest.param(
            (AnchorKind.TEXT, "open(path).read()", "open(path, 'rb').read()"),
            b"open(path).read()",
            b"open(path, 'rb').read()",
            id="a text that stands once",
        ),
        pytest.param(
            (AnchorKind.TEXT, "if row:\n    self.rows.append(row)", "if row is not None:\n    self.rows.append(row)"),
            b"        if row:\n",
            b"        if row is not None:\n",
            id="whole lines in another indentation",
        ),
        pytest.param((AnchorKind.LINES, "1", "import sys"), b"import os", b"import sys", id="a line"),
        pytest.param(
            (AnchorKind.LINES, "15-16", "self.rows += [row]"),
            b"        if row:\n            self.rows.append(row)\n",
            b"        self.rows += [row]\n",
            id="lines, indented like the first of them",
        ),
        pytest.param((AnchorKind.LINES, "1-2", ""), b"import os\n\n", b"", id="an empty text deletes"),
        pytest.param(
            (AnchorKind.DEFINITION, "load", ""),
            b"def load(path):\n    return open(path).read()\n",
            b"",
            id="a definition goes",
        ),
    ],
)
def test_what_the_anchor_names_is_replaced_and_nothing_else(
    edit: tuple[AnchorKind, str, str], before: bytes, after: bytes
) -> None:
    assert SOURCE.count(before) == 1
    assert apply(SOURCE, edit) == SOURCE.replace(before, after)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        ((AnchorKind.DEFINITION, "Ledger.pots", "def pots(self): pass"), "there is no definition 'Ledger.pots'"),
        ((AnchorKind.DEFINITION, "Book.post", "def post(self): pass"), "the file has: Ledger.post"),
        ((AnchorKind.DEFINITION, "load", "def store(path):\n    pass"), "the whole definition of load"),
        ((AnchorKind.TEXT, "self.rows", "self._rows"), "stands 3 times, in lines 8, 12, 16"),
        (
            (AnchorKind.TEXT, "        if rows:\n            self.rows.append(row)", "x"),
            "closest are lines 15-16:\n        if row:",
        ),
        ((AnchorKind.TEXT, "completely else", "x"), "not in the file, nor anything like it"),
        ((AnchorKind.TEXT, "  \n", "x"), "is empty"),
        ((AnchorKind.LINES, "90-91", "x"), "the file has 21 lines"),
        ((AnchorKind.LINES, "three", "x"), "12 or 12-18"),
        ((AnchorKind.TEXT, "return row", "return (row"), "syntax error near line"),
    ],
)
def test_what_is_not_certain_is_refused_with_a_reason(edit: tuple[AnchorKind, str, str], said: str) -> None:
    problem = apply(SOURCE, edit)
    assert isinstance(problem, str)
    assert said in problem


def test_several_edits_name_places_in_the_file_as_it_was() -> None:
    made = apply(SOURCE, (AnchorKind.LINES, "1", "import sys\nimport io"), (AnchorKind.LINES, "20", "return ''"))
    assert made == SOURCE.replace(b"import os", b"import sys\nimport io").replace(b"open(path).read()", b"''")


def test_edits_that_overlap_are_refused() -> None:
    assert "overlap" in str(apply(SOURCE, (AnchorKind.LINES, "1-3", "x = 1"), (AnchorKind.TEXT, "import os", "y = 1")))


def test_line_endings_tabs_encodings_and_marks_stay() -> None:
    windows = b"\xef\xbb\xbf# x\r\ndef f(a):\r\n\tif a:\r\n\t\treturn 1\r\n\treturn 2\r\n"
    made = apply(windows, (AnchorKind.DEFINITION, "f", "def f(a):\n    if a:\n        return 3\n    return 2\n"))
    assert made == windows.replace(b"return 1", b"return 3")
    latin = "# -*- coding: latin-1 -*-\nname = 'é'\nother = 1\n".encode("latin-1")
    assert apply(latin, (AnchorKind.TEXT, "'é'", "'è'")) == latin.replace(b"\xe9", b"\xe8")
    assert "cannot be written in the file's encoding" in str(
        apply(latin, (AnchorKind.TEXT, "other = 1", "other = '€'"))
    )


def test_most_of_a_large_file_is_not_rewritten_at_once() -> None:
    large = b"".join(b"x%d = 1\n" % n for n in range(300))
    assert "most of a file of 300 lines" in str(apply(large, (AnchorKind.LINES, "1-290", "x = 1")))


def test_a_file_that_did_not_parse_before_may_be_mended_step_by_step() -> None:
    broken = b"def f(:\n    return 1\n\ndef g():\n    return 2\n"
    assert apply(broken, (AnchorKind.LINES, "5", "return 3")) == broken.replace(b"return 2", b"return 3")


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        pytest.param(
            "# coding: latin-1\nx = 1\n\n@deco\ndef f(a='é'):\n    return a\n".encode("latin-1"),
            "def f(a='é'):\n    return 2\n",
            "# coding: latin-1\nx = 1\n\n@deco\ndef f(a='é'):\n    return 2\n".encode("latin-1"),
            id="a head that is not UTF-8: nothing above it goes",
        ),
        pytest.param(
            b"@property\ndef f(self):\n    return 1\n",
            "# by key\ndef f(self):\n    return 2\n",
            b"@property\n# by key\ndef f(self):\n    return 2\n",
            id="a comment is no decorator",
        ),
        pytest.param(
            b"@rule('def f():')\ndef f():\n    return 1\n",
            "def f():\n    return 2\n",
            b"@rule('def f():')\ndef f():\n    return 2\n",
            id="a decorator that quotes the head",
        ),
        pytest.param(
            b"\xef\xbb\xbfdef f():\n    return 1\n",
            "def f():\n    return 2\n",
            b"\xef\xbb\xbfdef f():\n    return 2\n",
            id="a byte order mark",
        ),
        pytest.param(
            b"x = 1\n\x0cdef f():\n    return 1\n",
            "def f():\n    return 2\n",
            b"x = 1\n\x0cdef f():\n    return 2\n",
            id="a form feed",
        ),
    ],
)
def test_what_stands_above_a_definition_stays(before: bytes, text: str, after: bytes) -> None:
    assert apply(before, (AnchorKind.DEFINITION, "f", text)) == after


@pytest.mark.parametrize("codec", ["undefined", "punycode", "idna", "unicode_escape", "utf-7", "iso2022_jp", "zlib"])
def test_an_encoding_without_places_of_its_own_breaks_nothing(codec: str) -> None:
    data = f"# coding: {codec}\nx = 1\ny = '+AOk-'\n".encode()
    made = apply(data, (AnchorKind.TEXT, "x = 1", "x = 'é.\ud83d'"))
    assert isinstance(made, str)
    assert "encoding" in made


@pytest.mark.parametrize(
    "edit",
    [(AnchorKind.TEXT, "x = 1", "x = 3"), (AnchorKind.LINES, "1", "x = 3"), (AnchorKind.TEXT, "  x = 1", "x = 3")],
)
def test_a_byte_order_mark_stays(edit: tuple[AnchorKind, str, str]) -> None:
    assert apply(b"\xef\xbb\xbfx = 1\ny = 2\n", edit) == b"\xef\xbb\xbfx = 3\ny = 2\n"
    assert apply(b"\xef\xbb\xbfx = 1\r\ny = 2\r\n", edit) == b"\xef\xbb\xbfx = 3\r\ny = 2\r\n"


def test_deep_nesting_is_no_danger() -> None:
    deep = b"if " + b"(" * 5_000 + b"a" + b")" * 5_000 + b":\n    pass\n\ndef f():\n    return 1\n"
    assert [item.name for item in AnchoredEditor().outline(deep)] == ["f"]


@pytest.mark.parametrize(
    ("text", "after"),
    [
        pytest.param(
            "def f(self):\n        if a:\n            if b:\n                return 1\n        return 2",
            b"    def f(self):\n        if a:\n            if b:\n                return 1\n        return 2\n",
            id="only the first line lacks its indentation",
        ),
        pytest.param(
            "    def f(self):\n        return '''\nall:\n\tcc x\n  \nend'''",
            b"    def f(self):\n        return '''\nall:\n\tcc x\n  \nend'''\n",
            id="what is indented as the file stays as it is, tabs in strings too",
        ),
        pytest.param(
            "def f(self):\n    return g(\n      1,\n\t2)",
            b"    def f(self):\n        return g(\n          1,\n    \t2)\n",
            id="lines move by as much as the first, and no more",
        ),
        pytest.param(
            "def f(self):  # why:\n  if a:  # as before\n    return g(1,\n             2)",
            b"    def f(self):  # why:\n        if a:  # as before\n            return g(1,\n"
            b"                             2)\n",
            id="another step becomes the file's",
        ),
    ],
)
def test_a_definition_is_indented_as_what_it_replaces(text: str, after: bytes) -> None:
    before = b"class A:\n    def f(self):\n        return 1\n"
    made = apply(before, (AnchorKind.DEFINITION, "A.f", text))
    assert made == b"class A:\n" + after


def test_lines_of_which_only_the_first_lacks_its_indentation() -> None:
    before = b"def f():\n    if a:\n        b = 1\n        return b\n"
    made = apply(before, (AnchorKind.LINES, "3-4", "b = 2\n        return b\n"))
    assert made == b"def f():\n    if a:\n        b = 2\n        return b\n"


def test_top_level_code_takes_the_files_step_too() -> None:
    before = b"def f():\n    return 1\n"
    made = apply(before, (AnchorKind.LINES, "1-2", "x = 1\ndef f():\n  return x"))
    assert made == b"x = 1\ndef f():\n    return x\n"
