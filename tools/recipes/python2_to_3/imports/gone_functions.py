"""Functions that Python 3.12 has no counterpart of: found, with what to do, for a person or a model."""

from overhaul.domain.findings import Severity
from tools.recipes.python2_to_3._shared.fallbacks import settled
from tools.recipes.python2_to_3._shared.layout import is_own_module
from tools.recipes.python2_to_3._shared.statements import clauses_of
from tools.recipes.python2_to_3._shared.uses import import_statement, module_of
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source

_GONE = {
    "commands.getstatus": "use subprocess.getoutput('ls -ld …') or os.stat()",
    "commands.mkarg": "use shlex.quote()",
    "distutils.version.LooseVersion": "install packaging and use packaging.version.Version",
    "distutils.version.StrictVersion": "install packaging and use packaging.version.Version",
    "inspect.formatargspec": "use str(inspect.signature(f))",
    "inspect.getmoduleinfo": "use inspect.getmodulename()",
    "operator.div": "use operator.truediv or operator.floordiv, as the operands ask",
    "operator.idiv": "use operator.itruediv or operator.ifloordiv, as the operands ask",
    "os.popen2": "use subprocess.Popen",
    "os.popen3": "use subprocess.Popen",
    "os.popen4": "use subprocess.Popen",
    "os.tempnam": "use tempfile.mkstemp()",
    "os.tmpfile": "use tempfile.TemporaryFile()",
    "os.tmpnam": "use tempfile.mkstemp()",
    "platform.dist": "use platform.freedesktop_os_release(), or install distro",
    "platform.linux_distribution": "use platform.freedesktop_os_release(), or install distro",
    "platform.popen": "use subprocess.Popen",
    "plistlib.readPlist": "use plistlib.load() with the file opened 'rb'",
    "plistlib.writePlist": "use plistlib.dump() with the file opened 'wb'",
    "random.jumpahead": "seed another random.Random",
    "random.WichmannHill": "use random.Random",
    "ssl.wrap_socket": "removed in 3.12; use ssl.SSLContext.wrap_socket()",
    "sys.setcheckinterval": "use sys.setswitchinterval(), in seconds",
    "sys.getcheckinterval": "use sys.getswitchinterval(), in seconds",
    "urllib.always_safe": "use urllib.parse.quote(), which knows the safe characters",
}
_NAMES = frozenset(dotted.rpartition(".")[2] for dotted in _GONE)


@recipe(
    "gone-functions",
    title="A function of the standard library that is gone",
    stage="imports",
    severity=Severity.ERROR,
    words=sorted(_NAMES),
    fixable=False,
)
def gone_functions(source: Source, hit: Hit) -> Match | None:
    """``module.function`` of an imported module, or the function imported by name."""
    node = source.node(hit.start, hit.end)
    statement = import_statement(node)
    if statement is not None:
        dotted = {f"{clause.module}.{clause.name}" for _, clause in clauses_of(statement)}
        name = (node.text or b"").decode()
        found = [item for item in dotted if item in _GONE and item.endswith("." + name)]
        if not found or settled(source, statement) or is_own_module(source, found[0]):
            return None
        return Match(hit.start, message=f"{found[0]} is gone: {_GONE[found[0]]}")
    attribute = node.parent
    if attribute is None or attribute.type != "attribute" or attribute.child_by_field_name("attribute") != node:
        return None
    module = module_of(source, attribute)
    if module not in _GONE or is_own_module(source, module) or source.legacy_only(attribute):
        return None
    return Match(hit.start, message=f"{module} is gone: {_GONE[module]}")
