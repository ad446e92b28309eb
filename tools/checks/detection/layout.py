"""Where a suite runs from, and which folders its imports need."""

import posixpath
import re
import sys
from collections.abc import Iterable

from tools.checks.detection.inventory import Inventory, TestFile

_LEGACY_STANDARD = (
    "__builtin__ anydbm asynchat asyncore BaseHTTPServer Bastion bsddb cgi commands compiler "
    "ConfigParser Cookie cookielib copy_reg cPickle cStringIO dbhash dircache distutils dumbdbm "
    "exceptions formatter fpformat htmlentitydefs htmllib HTMLParser httplib ihooks imp md5 mhlib "
    "mimetools MimeWriter multifile mutex new os popen2 Queue repr rexec rfc822 robotparser sets "
    "sgmllib sha SimpleHTTPServer SimpleXMLRPCServer smtpd SocketServer stat statvfs string StringIO "
    "thread Tkinter toaiff urllib urllib2 urlparse user UserDict UserList UserString whichdb "
    "xmlrpclib "
)
STANDARD = frozenset(sys.stdlib_module_names) | frozenset(_LEGACY_STANDARD.split())
"""Names of the standard library's modules, of both dialects."""

_PACKAGE_DIR = re.compile(r"""package_dir\s*=\s*\{([^}]*)\}|['"]package_dir['"]\s*:\s*\{([^}]*)\}""")
_PAIR = re.compile(r"""['"]([^'"]*)['"]\s*:\s*['"]([^'"]*)['"]""")
_USUAL_ROOTS = ("src", "lib", "python", "source")


def source_roots(inventory: Inventory, setup: str) -> tuple[str, ...]:
    """Folders that hold the repository's top-level packages, ``.`` first."""
    roots = ["."]
    for found in _PACKAGE_DIR.findall(setup):
        for package, folder in _PAIR.findall("".join(found)):
            folder = posixpath.normpath(folder or ".")
            if package:  # {"pkg": "src/pkg"} says that src is the root
                tail = package.replace(".", "/")
                if folder != tail and not folder.endswith("/" + tail):
                    continue
                folder = folder[: -len(tail)].rstrip("/") or "."
            if folder in inventory.folders:
                roots.append(folder)
    for folder in _USUAL_ROOTS:
        if folder in inventory.folders and not inventory.is_package(folder) and _holds_modules(inventory, folder):
            roots.append(folder)
    return tuple(dict.fromkeys(roots))


def _holds_modules(inventory: Inventory, folder: str) -> bool:
    return any(
        posixpath.dirname(path) == folder
        or (path.count("/") == folder.count("/") + 2 and path.endswith("/__init__.py"))
        for path in inventory.paths
        if path.startswith(folder + "/") and path.endswith(".py")
    )


def import_folders(inventory: Inventory, tests: Iterable[TestFile], roots: tuple[str, ...]) -> tuple[str, ...]:
    """Folders that tests import helpers from which no root provides: their own, or one above.

    A folder whose modules would hide standard ones is left out: pytest and nose bring a test's own
    folder themselves where they must.
    """
    needed: list[str] = []
    provided = {name for root in roots for name in _names_in(inventory, root)}
    for file in tests:
        own = posixpath.dirname(file.path) or "."
        wanted = file.facts.imports - provided - STANDARD
        folder = own
        while wanted and folder:
            names = _names_in(inventory, folder)
            if wanted & names and not names & STANDARD and folder not in roots:
                needed.append(folder)
                wanted -= names
            folder = posixpath.dirname(folder) if folder != "." else ""
    return tuple(dict.fromkeys(needed))


def _names_in(inventory: Inventory, folder: str) -> set[str]:
    prefix = "" if folder == "." else folder + "/"
    names: set[str] = set()
    for path in inventory.paths:
        if path.startswith(prefix) and path.endswith(".py"):
            head, _, rest = path[len(prefix) :].partition("/")
            if not rest:
                names.add(head.removesuffix(".py"))
            elif rest == "__init__.py":
                names.add(head)
    return names - {"__init__", "setup"}


def working_folder(inventory: Inventory, tests: Iterable[TestFile]) -> str:
    """The folder that relative paths in the tests are meant from: ``.`` unless most say otherwise.

    A test file votes for its own folder with every literal that names a file there and none from the
    root. One that mentions ``__file__`` finds its data itself and does not vote.
    """
    votes: dict[str, int] = {}
    for file in tests:
        folder = posixpath.dirname(file.path)
        if not folder or file.facts.says_file:
            continue
        for literal in file.facts.strings:
            if literal.endswith(".py") or literal.startswith("/"):
                continue
            here, top = inventory.exists(posixpath.join(folder, literal)), inventory.exists(literal)
            if here != top:
                winner = folder if here else "."
                votes[winner] = votes.get(winner, 0) + 1
    return max(sorted(votes), key=lambda folder: votes[folder], default=".")
