"""Modules that Python 3.12 has no counterpart of: found, with what to do, for a person or a model."""

import re

from overhaul.domain.findings import Severity
from tools.recipes.python2_to_3._shared.fallbacks import settled
from tools.recipes.python2_to_3._shared.import_text import imported_modules
from tools.recipes.python2_to_3._shared.layout import is_own_module
from tools.recipes.python2_to_3._shared.statements import clauses_of
from tools.recipes.python2_to_3._shared.uses import import_statement
from tools.recipes.python2_to_3.imports.companion_modules import stands_in
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source

GONE = {
    "Bastion": "there is no restricted execution; run untrusted code in a process of its own",
    "MimeWriter": "use email.generator",
    "asynchat": "removed in 3.12; install pyasynchat, or move to asyncio",
    "asyncore": "removed in 3.12; install pyasyncore, or move to asyncio",
    "audiodev": "there is no sound output in the standard library",
    "bsddb": "install berkeleydb, or use dbm",
    "compiler": "use ast, compile() and dis",
    "dircache": "use os.listdir() or os.scandir()",
    "dl": "use ctypes",
    "distutils": "removed in 3.12; setuptools has most of it, shutil, subprocess and sysconfig the rest",
    "fl": "removed with IRIX support",
    "formatter": "removed in 3.10 without a successor",
    "fpformat": "use format() or %",
    "hotshot": "use cProfile",
    "htmllib": "use html.parser",
    "ihooks": "use importlib",
    "imp": "removed in 3.12; importlib.util.find_spec() and module_from_spec() do what is left of it here",
    "imputil": "use importlib",
    "mhlib": "use mailbox",
    "mimetools": "use email",
    "mimify": "use email",
    "multifile": "use email",
    "parser": "removed in 3.10; use ast",
    "popen2": "use subprocess",
    "posixfile": "use fcntl.lockf()",
    "rexec": "there is no restricted execution; run untrusted code in a process of its own",
    "rfc822": "use email",
    "sgmllib": "use html.parser, or install sgmllib3k",
    "smtpd": "removed in 3.12; install aiosmtpd, or pyasyncore with a copy of smtpd",
    "stringold": "use the methods of str",
    "sunaudiodev": "there is no sound output in the standard library",
    "symbol": "removed in 3.10; use ast",
    "timing": "use time.perf_counter()",
    "toaiff": "use wave or a program",
    "user": "run the user's file yourself, or use site",
    "xmllib": "use xml.sax or xml.etree",
}
_ANCHOR = re.compile(rb"\b(?:" + b"|".join(sorted(name.encode() for name in GONE)) + rb")\b")


@recipe(
    "gone-modules",
    title="A module that is gone",
    stage="imports",
    severity=Severity.ERROR,
    words=sorted(GONE),
    fixable=False,
)
def gone_modules(source: Source, hit: Hit) -> Match | None:
    """An import of one, outside fallbacks that work and version checks, and of no module of the repository."""
    if GONE.keys().isdisjoint(module.partition(".")[0] for module in imported_modules(source, hit)):
        return None
    statement = import_statement(source.node(hit.start, hit.end))
    if statement is None:
        return None
    first = _ANCHOR.search(source.lexed.mask, statement.start_byte, statement.end_byte)
    tops = [clause.module.partition(".")[0] for _, clause in clauses_of(statement)]
    gone = [
        top
        for top, (_, clause) in zip(tops, clauses_of(statement), strict=True)
        if top in GONE and not is_own_module(source, top) and not stands_in(source, statement, clause.module)
    ]
    if first is None or first.start() != hit.start or not gone or settled(source, statement):
        return None
    return Match(hit.start, message=f"the module {gone[0]} is gone: {GONE[gone[0]]}")
