"""Handlers of any error that can only have meant one."""

import pytest

from tests.support.recipes import check_noop, check_rewrite

TRIED = "try:\n    import hashlib\n    made = hmac.new(key, raw, hashlib.sha1)\n"
INSTEAD = "    import sha\n    made = hmac.new(key, raw, sha)\n"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(f"{TRIED}except ImportError:\n{INSTEAD}", id="for ImportError already"),
        pytest.param(f"{TRIED}except ValueError:\n{INSTEAD}", id="for another error"),
        pytest.param(f"{TRIED}except:\n    import zlib\n", id="a module that is there"),
        pytest.param(f"{TRIED}except:\n    import simplejson\n", id="a module of others"),
        pytest.param(f"{TRIED}except:\n    made = None\n", id="a value"),
        pytest.param(f"{TRIED}except IOError:\n    pass\nexcept:\n{INSTEAD}", id="several handlers"),
        pytest.param("try:\n    import fast\n    go()\nexcept:\n    import sets\n", id="a module that may be missing"),
        pytest.param("try:\n    import hashlib\nexcept:\n    import sha\n", id="nothing but an import"),
    ],
)
def test_dead_fallback_leaves(source: str) -> None:
    check_noop("dead-fallback", source)


def test_dead_fallback_leaves_a_module_of_the_repository() -> None:
    check_noop("dead-fallback", f"{TRIED}except:\n{INSTEAD}", paths=("sha.py",))


@pytest.mark.parametrize(
    ("caught", "instead"),
    [
        pytest.param("", INSTEAD, id="any error"),
        pytest.param(" Exception", INSTEAD, id="any exception"),
        pytest.param(" # Python 2.4\n", "    from sets import Set\n", id="a comment before"),
    ],
)
def test_dead_fallback_rewrites(caught: str, instead: str) -> None:
    before = f"{TRIED}except{caught}:\n{instead}" if "#" not in caught else f"{TRIED}except: {caught}{instead}"
    after = before.replace("except Exception:", "except:").replace("except:", "except ImportError:")
    check_rewrite("dead-fallback", before, after)
