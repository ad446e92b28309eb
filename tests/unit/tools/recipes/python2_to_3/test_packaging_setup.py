"""Setup scripts and refusals to run on Python 3."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

SETUP = [
    ("use-2to3", "setup(name='x', use_2to3=True)\n", "setup(name='x')\n"),
    ("use-2to3", "extra.update(\n    use_2to3=True,\n)\n", "extra.update(\n)\n"),
    ("use-2to3", "setup(\n    use_2to3=True,\n    use_2to3_fixers=['a'],\n    name='x')\n", "setup(\n    name='x')\n"),
    (
        "use-2to3-key",
        "extra = {}\nextra['use_2to3'] = True\nsetup(**extra)\n",
        "extra = {}\nextra['use_2to3'] = False\nsetup(**extra)\n",
    ),
    ("use-2to3-key", "setup(**{'use_2to3': True, 'name': 'x'})\n", "setup(**{'name': 'x'})\n"),
    ("renamed-modules", "from distutils.core import setup, Extension\n", "from setuptools import setup, Extension\n"),
    (
        "renamed-modules",
        "from distutils.command.build_py import build_py\n",
        "from setuptools.command.build_py import build_py\n",
    ),
    ("renamed-modules", "import distutils.core\ndistutils.core.setup()\n", "import setuptools\nsetuptools.setup()\n"),
    (
        "moved-names",
        "from distutils.errors import DistutilsExecError as E, CCompilerError\n",
        "from setuptools.errors import ExecError as E, CCompilerError\n",
    ),
    (
        "moved-names",
        "from distutils.spawn import find_executable\nfind_executable('x')\n",
        "from shutil import which\nwhich('x')\n",
    ),
    (
        "python-classifiers",
        "setup(classifiers=[\n    'Programming Language :: Python :: 2.5',\n"
        "    'Programming Language :: Python :: 2.6',\n"
        "    'Programming Language :: Python :: 2.7',\n    'Topic :: X',\n])\n",
        "setup(classifiers=[\n    'Programming Language :: Python :: 3',\n"
        "    'Programming Language :: Python :: 3.12',\n"
        "    'Topic :: X',\n])\n",
    ),
    (
        "python-classifiers",
        "setup(classifiers=[\n    'Programming Language :: Python',\n    'Topic :: X'])\n",
        "setup(classifiers=[\n    'Programming Language :: Python',\n"
        "    'Programming Language :: Python :: 3',\n"
        "    'Programming Language :: Python :: 3.12',\n    'Topic :: X'])\n",
    ),
    (
        "python-classifiers",
        "classifiers = ['A', \"Programming Language :: Python :: 2\"]\nsetup(classifiers=classifiers)\n",
        'classifiers = [\'A\', "Programming Language :: Python :: 3", "Programming Language :: Python :: 3.12"]\n'
        "setup(classifiers=classifiers)\n",
    ),
    (
        "python-requires",
        "setup(name='x')\n",
        "setup(\n      python_requires='>=3.12',name='x')\n".replace("\n      p", "p").replace("2',n", "2',\n      n"),
    ),
    ("python-requires", "setup(\n    name='x',\n)\n", "setup(\n    python_requires='>=3.12',\n    name='x',\n)\n"),
    ("python-requires", "setup(name='x', python_requires='>=2.7')\n", "setup(name='x', python_requires='>=3.12')\n"),
    (
        "backport-requirements",
        "setup(install_requires=['argparse', 'simplejson>=2', 'ordereddict>=1.1'])\n",
        "setup(install_requires=['simplejson>=2'])\n",
    ),
    (
        "backport-requirements",
        "setup(install_requires=[\n    'a',\n    'unittest2',\n])\n",
        "setup(install_requires=[\n    'a',\n])\n",
    ),
    (
        "ez-setup",
        "from ez_setup import use_setuptools\nuse_setuptools()\nfrom setuptools import setup\n",
        "from setuptools import setup\n",
    ),
    (
        "ez-setup",
        "try:\n    import ez_setup\n    ez_setup.use_setuptools()\nexcept ImportError:\n    pass\nimport setuptools\n",
        "import setuptools\n",
    ),
    (
        "ez-setup",
        "if old:\n    from ez_setup import use_setuptools\n    use_setuptools()\n",
        "if old:\n    pass\n    pass\n",
    ),
    (
        "ez-setup",
        "try:\n    from setuptools import setup\nexcept ImportError:\n    import ez_setup\n"
        "    ez_setup.use_setuptools()\n    from setuptools import setup\n",
        "try:\n    from setuptools import setup\nexcept ImportError:\n    from setuptools import setup\n",
    ),
    ("version-refusal", "import sys\nif sys.version_info >= (3,):\n    raise SystemExit('no')\nx\n", "import sys\nx\n"),
    ("version-refusal", "import sys\nif sys.version_info[0] > 2:\n    print('no')\n    sys.exit(1)\n", "import sys\n"),
    (
        "version-refusal",
        "def f():\n    if sys.version_info >= (3, 0):\n        raise ImportError\n",
        "def f():\n    pass\n",
    ),
]

LEFT = [
    (
        "renamed-modules",
        "try:\n    from setuptools import setup\nexcept ImportError:\n    from distutils.core import setup\n",
    ),
    (
        "python-classifiers",
        "setup(classifiers=['Programming Language :: Python :: 3', 'Programming Language :: Python :: 3.12'])\n",
    ),
    ("python-classifiers", "setup(classifiers=['Topic :: X'])\n"),
    ("python-requires", "setup(name='x', python_requires='>=3.6')\n"),
    ("python-requires", "from setuptools import setup\nsetup(**kw)\n"),
    ("version-refusal", "if sys.version_info >= (3,):\n    x = 1\n"),
    ("version-refusal", "if sys.version_info >= (3,):\n    raise E\nelse:\n    pass\n"),
    ("version-refusal", "if sys.version_info < (2, 5):\n    raise E\n"),
]


@pytest.mark.parametrize(("recipe", "before", "after"), SETUP)
def test_setup_script_for_python3(recipe: str, before: str, after: str) -> None:
    check_rewrite(recipe, before, after, path="setup.py")


@pytest.mark.parametrize(("recipe", "source"), LEFT)
def test_setup_script_that_is_left(recipe: str, source: str) -> None:
    check_noop(recipe, source, path="setup.py")


def test_other_modules_are_no_setup_scripts() -> None:
    check_noop("python-requires", "setup(name='x')\n", path="pkg/tool.py")
    check_noop("ez-setup", "import ez_setup\n", path="pkg/tool.py")
