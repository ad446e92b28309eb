"""json, ElementTree and truncated buffers."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

REWRITE = [
    (
        "json-encoding",
        "a client",
        "import json\njson.loads(x, encoding='utf-8')\njson.dumps(x, encoding=e, indent=1)\n",
        "import json\njson.loads(x)\njson.dumps(x, indent=1)\n",
    ),
    (
        "xml-text",
        "a feed",
        "from xml.etree import ElementTree\nx = '<?xml?>' + ElementTree.tostring(e)\n",
        "from xml.etree import ElementTree\nx = '<?xml?>' + ElementTree.tostring(e, encoding='unicode')\n",
    ),
    (
        "xml-text",
        "an entry that shows itself",
        "from xml.etree import ElementTree\nclass E:\n    def dump(self, code='UTF-8'):\n"
        "        return ElementTree.tostring(self.tree(), encoding=code)\n    def __str__(self):\n"
        "        return self.dump()\n",
        "from xml.etree import ElementTree\nclass E:\n    def dump(self, code='UTF-8'):\n"
        "        return ElementTree.tostring(self.tree(), encoding=code).decode(code)\n    def __str__(self):\n"
        "        return self.dump()\n",
    ),
    (
        "xml-text",
        "an element that shows itself",
        "from xml.etree import ElementTree\nclass E:\n    def __str__(self):\n"
        "        s = ElementTree.tostring(self.e)\n        return s\n",
        "from xml.etree import ElementTree\nclass E:\n    def __str__(self):\n"
        "        s = ElementTree.tostring(self.e).decode('ascii')\n        return s\n",
    ),
    (
        "xml-text",
        "a constant of the module",
        "import xml.etree.ElementTree as ET\nCODE = 'utf-8'\nclass E(ET.Element):\n    def __str__(self):\n"
        "        return ET.tostring(self, CODE)\n",
        "import xml.etree.ElementTree as ET\nCODE = 'utf-8'\nclass E(ET.Element):\n    def __str__(self):\n"
        "        return ET.tostring(self, CODE).decode(CODE)\n",
    ),
    (
        "buffer-truncate",
        "the documentation's writer",
        "import io\nclass W:\n    def __init__(self):\n        self.q = io.StringIO()\n    def f(self):\n"
        "        self.q.truncate(0)\n",
        "import io\nclass W:\n    def __init__(self):\n        self.q = io.StringIO()\n    def f(self):\n"
        "        self.q.truncate(self.q.seek(0))\n",
    ),
    (
        "buffer-truncate",
        "a tracker that is told the file to write to as well",
        "import io\nclass T:\n    def __init__(self, file):\n        self.file = file or open(f)\n"
        "        self.out = io.StringIO()\n    def clear(self):\n        self.out.truncate(0)\n",
        "import io\nclass T:\n    def __init__(self, file):\n        self.file = file or open(f)\n"
        "        self.out = io.StringIO()\n    def clear(self):\n        self.out.truncate(self.out.seek(0))\n",
    ),
    (
        "buffer-truncate",
        "the library's doctest in 2.4",
        "from io import StringIO\nclass Spoof(StringIO):\n    pass\nclass R:\n    out = None\n    def run(self):\n"
        "        self.out = Spoof()\n        self.out.truncate(0)\n",
        "from io import StringIO\nclass Spoof(StringIO):\n    pass\nclass R:\n    out = None\n    def run(self):\n"
        "        self.out = Spoof()\n        self.out.truncate(self.out.seek(0))\n",
    ),
]

NOOP = [
    ("json-encoding", "import json\njson.loads(x)\nyaml.load(x, encoding='utf-8')\n"),
    (
        "xml-text",
        "from xml.etree import ElementTree\nx = ElementTree.tostring(e)\ny = ElementTree.tostring(e, 'utf-8') + 'x'\n",
    ),
    (
        "xml-text",
        "from xml.etree import ElementTree\nclass E:\n    def dump(self, code=None):\n"
        "        return ElementTree.tostring(self.tree(), code)\n    def __str__(self):\n        return self.dump()\n"
        "    def save(self):\n        return ElementTree.tostring(self.tree())\n",
    ),
    ("buffer-truncate", "import io\nf.truncate(0)\nb = io.BytesIO()\nb.truncate()\n"),
    ("buffer-truncate", "import io\ndef f(b=None):\n    b = b or io.BytesIO()\n    b.truncate(0)\n"),
    (
        "buffer-truncate",
        "import io\nclass A:\n    def f(self):\n        self.b = io.BytesIO()\n"
        "    def g(self, b):\n        self.b = b\n        self.b.truncate(0)\n",
    ),
]


@pytest.mark.parametrize(("recipe", "origin", "before", "after"), REWRITE)
def test_rewrite(recipe: str, origin: str, before: str, after: str) -> None:
    check_rewrite(recipe, before, after)


@pytest.mark.parametrize(("recipe", "source"), NOOP)
def test_noop(recipe: str, source: str) -> None:
    check_noop(recipe, source)
