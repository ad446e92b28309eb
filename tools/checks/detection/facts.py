"""What one Python file holds that a test tool could run, read from its syntax tree."""

import re
from dataclasses import dataclass, field

from tree_sitter import Node

from tools.syntax.python import parse

FACTORY_NAMES = ("suite", "test_suite", "additional_tests", "all_tests", "get_suite", "get_all_tests")
_PROMPT = re.compile(rb"^[ \t]*>>> ", re.M)
_FLAG = re.compile(rb"\b(?:doctest\.)?(ELLIPSIS|NORMALIZE_WHITESPACE|IGNORE_EXCEPTION_DETAIL)\b")
_PYTEST_ONLY = re.compile(rb"@(?:pytest|py\.test)\.(?:fixture|yield_fixture|mark\.parametrize)\b")
_PYTEST = re.compile(
    rb"^[ \t]*(?:import|from)[ \t]+(?:pytest|py)\b"
    rb"|\bdef[ \t]+test\w*\([^)]*\b(?:tmpdir|monkeypatch|capsys|capfd|request|recwarn)\b",
    re.M,
)
_MACHINERY = re.compile(r"\bTest(?:Suite|Result|Loader|Runner|Program)\b|\b\w+TestRunner\b")
_SUITE_RUN = re.compile(rb"unittest2?\s*\.\s*main|TextTestRunner|\bmain\s*\(|\btest_main\b|run_unittest")


@dataclass(frozen=True)
class TestFacts:
    """Counts are of definitions; inherited tests are not seen."""

    __test__ = False
    methods: int = 0
    """Test methods in classes that have a base."""
    bare_methods: int = 0
    """Test methods in classes without a base."""
    classes: int = 0
    """Classes that hold test methods, or whose name or base says they are tests."""
    functions: int = 0
    """Module-level test functions."""
    generators: int = 0
    """Test functions and methods that yield."""
    factories: tuple[str, ...] = ()
    """Names of module-level functions that make a suite."""
    main: str = ""
    """Source of the ``if __name__ == '__main__'`` block."""
    doctests: bool = False
    """Some line looks like a doctest's prompt."""
    runs_doctests: bool = False
    """It calls ``doctest.testmod`` and the like."""
    doctest_flags: tuple[str, ...] = ()
    imports: frozenset[str] = field(default_factory=frozenset)
    """First parts of the modules it imports, relative imports left out."""
    fixtures: bool = False
    """Package-level set-up as nose knows it: ``setup_package`` and such."""
    bare_set_up: bool = False
    """A test class without a base has ``setUp``, which only nose calls there."""
    strings: tuple[str, ...] = ()
    """String literals that could be relative paths."""
    says_file: bool = False
    """It mentions ``__file__``."""
    pytest_only: bool = False
    """It uses fixtures or parameters that only pytest has."""

    @property
    def direct(self) -> int:
        """Tests that a tool collects by itself."""
        return self.methods + self.bare_methods + self.functions

    @property
    def runs_itself(self) -> bool:
        """Whether its main block runs unittest."""
        return bool(_SUITE_RUN.search(self.main.encode()))


class _Collector:
    def __init__(self, source: bytes) -> None:
        self.source = source
        self.counts = dict.fromkeys(("methods", "bare_methods", "classes", "functions", "generators"), 0)
        self.factories: list[str] = []
        self.imports: set[str] = set()
        self.main = ""
        self.fixtures = self.bare_set_up = False
        self.pytest = bool(_PYTEST.search(source))

    def module(self, node: Node) -> None:
        for child in node.named_children:
            self.statement(child)

    def statement(self, node: Node) -> None:
        match node.type:
            case "decorated_definition":
                inner = node.child_by_field_name("definition")
                if inner is not None:
                    self.statement(inner)
            case "class_definition":
                self.klass(node)
            case "function_definition":
                self.function(node)
            case "import_statement" | "import_from_statement":
                self.imported(node)
            case "if_statement" | "try_statement" | "else_clause" | "except_clause" | "block" | "elif_clause":
                self.conditional(node)

    def conditional(self, node: Node) -> None:
        condition = node.child_by_field_name("condition") if node.type == "if_statement" else None
        if condition is not None and b"__name__" in text_of(condition):
            self.main = text_of(node).decode("utf-8", "replace")
            return
        for child in node.named_children:
            self.statement(child)

    def klass(self, node: Node) -> None:
        body = node.child_by_field_name("body")
        bases = node.child_by_field_name("superclasses")
        names = text_of(bases).decode("utf-8", "replace") if bases is not None else ""
        names = _MACHINERY.sub("Machinery", names)
        based = bool(names.strip("() ")) and names.strip("() ") != "object"
        tests = [part for part in functions_of(body) if name_of(part).startswith("test")]
        kind = "methods" if based else "bare_methods"
        if based or name_of(node).startswith("Test"):
            self.counts[kind] += len(tests)
            if tests and not based:
                self.bare_set_up |= any(name_of(part) in ("setUp", "tearDown") for part in functions_of(body))
            self.counts["generators"] += sum(map(yields, tests))
            if tests or "TestCase" in names or (based and "Test" in names):
                self.counts["classes"] += 1

    def function(self, node: Node) -> None:
        name = name_of(node)
        if name in FACTORY_NAMES:
            self.factories.append(name)
        elif name.startswith("test") and (self.pytest or not demands(node)):
            self.counts["functions"] += 1
            self.counts["generators"] += yields(node)
        elif name in ("setup_package", "teardown_package", "setupPackage", "teardownPackage"):
            self.fixtures = True

    def imported(self, node: Node) -> None:
        source = node.child_by_field_name("module_name")
        names = [source] if source is not None else node.children_by_field_name("name")
        for name in names:
            if name.type == "aliased_import":
                name = name.child_by_field_name("name") or name
            dotted = text_of(name).decode("utf-8", "replace")
            if dotted and not dotted.startswith("."):
                self.imports.add(dotted.split(".")[0].strip())


def text_of(node: Node) -> bytes:
    """The source of ``node``."""
    return node.text or b""


def name_of(node: Node) -> str:
    """The name a definition defines."""
    name = node.child_by_field_name("name")
    return text_of(name).decode("utf-8", "replace") if name is not None else ""


def functions_of(body: Node | None) -> list[Node]:
    """The functions defined directly in ``body``, decorated ones too."""
    found: list[Node] = []
    for child in body.named_children if body is not None else ():
        if child.type == "decorated_definition":
            child = child.child_by_field_name("definition") or child
        if child.type == "function_definition":
            found.append(child)
    return found


def demands(function: Node) -> bool:
    """Whether a module-level function cannot be called without arguments."""
    parameters = function.child_by_field_name("parameters")
    kinds = {child.type for child in parameters.named_children} if parameters is not None else set()
    return bool(kinds & {"identifier", "typed_parameter", "tuple_pattern"})


def yields(function: Node) -> bool:
    """Whether ``function`` is a generator."""
    waiting = list(function.named_children)
    while waiting:
        node = waiting.pop()
        if node.type == "yield":
            return True
        if node.type not in ("function_definition", "class_definition", "lambda"):
            waiting.extend(node.named_children)
    return False


def has_prompt(source: bytes) -> bool:
    """Whether some line looks like a doctest's prompt."""
    return bool(_PROMPT.search(source))


_STRING = re.compile(rb"""(['"])((?:\./)?[\w][\w ./-]{1,80}\.?[\w-]*)\1""")


def read_facts(source: bytes) -> TestFacts:
    """Everything the detection wants to know of ``source``. Never raises on bad source."""
    collector = _Collector(source)
    collector.module(parse(source).root_node)
    strings = {m[1].decode() for m in _STRING.findall(source) if b"/" in m[1] or b"." in m[1]}
    flags = {flag.decode() for flag in _FLAG.findall(source)} if b"doctest" in source else set()
    return TestFacts(
        **collector.counts,
        factories=tuple(collector.factories),
        main=collector.main,
        doctests=has_prompt(source),
        runs_doctests=bool(re.search(rb"\bdoctest\.|\bDoc(?:Test|File)Suite\b|\btestmod\b", source)),
        doctest_flags=tuple(sorted(flags)),
        imports=frozenset(collector.imports),
        fixtures=collector.fixtures,
        bare_set_up=collector.bare_set_up,
        strings=tuple(sorted(strings)),
        says_file=b"__file__" in source,
        pytest_only=bool(_PYTEST_ONLY.search(source)),
    )
