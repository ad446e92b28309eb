"""What setup scripts would pass to setup(), without running them."""

from typing import Any

import pytest

from tools.survey.literals import setup_arguments


@pytest.mark.parametrize(
    ("script", "wanted"),
    [
        ("setup(install_requires=['a', 'b>=1'])", ["a", "b>=1"]),
        ("setuptools.setup(install_requires=('a',))", ("a",)),
        ("setup(install_requires='a\\nb')", "a\\nb"),
        ("reqs = ['a']\nsetup(install_requires=reqs)", ["a"]),
        ("reqs = ['a'] + ['b']\nsetup(install_requires=reqs + ['c'])", ["a", "b", "c"]),
        (
            "reqs = ['a']\nreqs.append('b')\nreqs.extend(['c'])\nreqs += ['d']\nsetup(install_requires=reqs)",
            ["a", "b", "c", "d"],
        ),
        ("v = '1.0'\nsetup(install_requires=['a=='  'b', 'c' + v])", ["a==b", "c1.0"]),
        ("setup(install_requires=['a', read('x')])", ["a"]),
        (
            "import sys\nreqs = ['a']\nif sys.version_info < (2, 7):\n    reqs.append('argparse')\nsetup(install_requires=reqs)",  # noqa: E501
            ["a"],
        ),
        (
            "import sys\nreqs = ['a']\nif sys.version_info[0] == 2:\n    reqs.append('mock')\nsetup(install_requires=reqs)",  # noqa: E501
            ["a", "mock"],
        ),
        (
            "import sys\nreqs = ['a']\nif sys.version_info[:2] < (2, 6):\n    reqs.append('x')\nelif sys.version_info >= (3,):\n    reqs.append('y')\nelse:\n    reqs.append('z')\nsetup(install_requires=reqs)",  # noqa: E501
            ["a", "z", "y"],
        ),
        ("reqs = ['a']\nif os.path.exists('x'):\n    reqs.append('b')\nsetup(install_requires=reqs)", ["a", "b"]),
        ("setup(install_requires=['a'] if sys.version < '3' else [])", ["a"]),
        ("kw = {}\nkw['install_requires'] = ['a']\nsetup(**kw)", ["a"]),
        ("kw = dict(install_requires=['a'])\nsetup(**kw)", ["a"]),
        ("kw = dict()\nkw.update(install_requires=['a'])\nsetup(**kw)", ["a"]),
        (
            "if sys.version_info >= (2, 5):\n    setup(install_requires=['a'])\nelse:\n    setup(install_requires=['b'])",  # noqa: E501
            ["a"],
        ),
        ("setup(install_requires='a b'.split())", ["a", "b"]),
        ("setup(install_requires=open('requirements.txt').readlines())", None),
        ("print 'installing'\nsetup(install_requires=['a'])", ["a"]),
        ("setup(install_requires=[f'a{x}', 'b'])", ["b"]),
        ("setup(install_requires=", None),
        ("a = ['x']\n" + "a = a + a\n" * 60 + "setup(name='n')", None),
        ("setup(install_requires=" + "(" * 2_000 + "['a']" + ")" * 2_000 + ")", None),
    ],
)
def test_install_requires(script: str, wanted: Any) -> None:
    assert setup_arguments(script.encode()).get("install_requires") == wanted


def test_extras_lose_nothing_between_versions() -> None:
    script = b"e = {'test': ['nose']}\nif sys.version_info[0] == 2:\n    e['old'] = ['mock']\nsetup(extras_require=e)"
    assert setup_arguments(script)["extras_require"] == {"test": ["nose"], "old": ["mock"]}


def test_no_call_says_nothing() -> None:
    assert setup_arguments(b"import os\nos.system('rm -rf /')") == {}
