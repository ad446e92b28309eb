"""Text files that packages carry and tests keep."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

PACKAGED = [
    pytest.param(
        "from pkg_resources import resource_string\np = Policy.from_string(resource_string('a', 'default.cfg'))\n",
        "from pkg_resources import resource_string\n"
        "p = Policy.from_string(resource_string('a', 'default.cfg').decode('utf-8'))\n",
        id="a default policy",
    ),
    pytest.param(
        "import pkgutil\ndef f(name):\n    t = pkgutil.get_data('a', '%s.tmpl' % name)\n    return Template(t)\n",
        "import pkgutil\ndef f(name):\n    t = pkgutil.get_data('a', '%s.tmpl' % name).decode('utf-8')\n"
        "    return Template(t)\n",
        id="a template by name",
    ),
]
NOT_PACKAGED = [
    pytest.param("import pkgutil\nx = f(pkgutil.get_data('a', 'logo.png'))\n", id="an image"),
    pytest.param("import pkgutil\nx = pkgutil.get_data('a', 'a.txt').decode('latin-1')\n", id="decoded already"),
    pytest.param("import pkgutil\ndef f():\n    return pkgutil.get_data('a', 'a.txt')\n", id="for whoever asks"),
    pytest.param("import pkgutil, hashlib\nx = hashlib.md5(pkgutil.get_data('a', 'a.txt'))\n", id="hashed"),
    pytest.param("def f(s):\n    return g(s.get_data('a', 'a.txt'))\n", id="another get_data"),
]

HELPERS = """\
def set_file(path, content):
    with open(path, 'wb') as fh:
        fh.write(content)
def get_file(path):
    return open(path, 'rb').read()
class T(TestCase):
    sample = 'a:b\\n'
    def test(self):
        set_file(p, self.sample)
        set_file(p, '')
        self.assertEqual(get_file(p), 'a:b\\n')
"""


@pytest.mark.parametrize(("before", "after"), PACKAGED)
def test_packaged_text(before: str, after: str) -> None:
    check_rewrite("packaged-text", before, after)


@pytest.mark.parametrize("source", NOT_PACKAGED)
def test_packaged_text_leaves(source: str) -> None:
    check_noop("packaged-text", source)


def test_files_of_text_that_tests_keep() -> None:
    after = HELPERS.replace("'wb'", "'w'").replace("'rb'", "'r'")
    check_rewrite("text-test-files", HELPERS, after, path="tests/test_a.py", tests=("tests/test_a.py",))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("'a:b\\n'", "'\\xff\\x00'", id="binary content"),
        pytest.param("'a:b\\n'", "'a\\r\\n'", id="its own line ends"),
        pytest.param("'a:b\\n'", "make()", id="what cannot be told"),
        pytest.param("        set_file(p, '')", "        run(set_file, get_file)", id="used by others"),
    ],
)
def test_other_files_of_tests_are_left(old: str, new: str) -> None:
    check_noop("text-test-files", HELPERS.replace(old, new), path="tests/test_a.py", tests=("tests/test_a.py",))


def test_files_of_sources_are_left() -> None:
    check_noop("text-test-files", HELPERS)
