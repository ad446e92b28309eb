"""What ConfigParser.get takes by name."""

import pytest

from tests.support.recipes import check_noop, check_rewrite


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "class P(ConfigParser.ConfigParser):\n    def all(self, s, o, vars):\n"
            "        return self.get(s, o, 0, vars)\n",
            "class P(ConfigParser.ConfigParser):\n    def all(self, s, o, vars):\n"
            "        return self.get(s, o, raw=0, vars=vars)\n",
            id="a parser of one's own",
        ),
        pytest.param(
            "self.conf = ConfigParser()\nx = self.conf.get('a', 'b', True)\n",
            "self.conf = ConfigParser()\nx = self.conf.get('a', 'b', raw=True)\n",
            id="an attribute",
        ),
    ],
)
def test_rewrites(before: str, after: str) -> None:
    check_rewrite("parser-options", before, after)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("p = ConfigParser()\np.get('a', 'b')\np.get('a', 'b', raw=1)\n", id="right already"),
        pytest.param("p = ConfigParser()\nclient.get('a', 'b', 1)\n", id="another object"),
        pytest.param("p = ConfigParser()\np.get(*names)\n", id="spread"),
        pytest.param("import p\np.get('a', 'b', 1)\n", id="no parser"),
    ],
)
def test_left_alone(source: str) -> None:
    check_noop("parser-options", source)
