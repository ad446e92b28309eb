"""Which language a file is in: by its name, then by its first line."""

import re
from pathlib import PurePosixPath

PYTHON = "Python"
BINARY = "Binary"
OTHER = "Other"

_BY_SUFFIX = {
    PYTHON: "py pyw pyi tac wsgi bzl",
    "Cython": "pyx pxd pxi",
    "Assembly": "s asm",
    "Batch": "bat cmd",
    "C": "c h",
    "C#": "cs",
    "C++": "cc cpp cxx hh hpp hxx",
    "CMake": "cmake",
    "COBOL": "cbl cob cpy",
    "CSS": "css scss sass less",
    "CSV": "csv tsv",
    "Clojure": "clj cljs",
    "Dart": "dart",
    "Emacs Lisp": "el",
    "Erlang": "erl hrl",
    "Fortran": "f f77 f90 f95 for",
    "Go": "go",
    "Groovy": "groovy gradle",
    "HTML": "html htm xhtml",
    "Haskell": "hs",
    "INI": "ini cfg conf",
    "JSON": "json",
    "Java": "java",
    "JavaScript": "js jsx mjs cjs",
    "Jupyter Notebook": "ipynb",
    "Kotlin": "kt kts",
    "Lua": "lua",
    "M4": "m4 ac am",
    "Makefile": "mk mak",
    "Markdown": "md markdown",
    "OCaml": "ml mli",
    "Objective-C": "m mm",
    "PHP": "php",
    "Perl": "pl pm",
    "PowerShell": "ps1",
    "R": "r",
    "RPM Spec": "spec",
    "Ruby": "rb",
    "Rust": "rs",
    "SQL": "sql",
    "Scala": "scala",
    "Shell": "sh bash zsh ksh",
    "Swift": "swift",
    "TOML": "toml",
    "Tcl": "tcl",
    "TeX": "tex sty bib",
    "Template": "j2 jinja jinja2 mako tmpl tpl",
    "Text": "txt in",
    "TypeScript": "ts tsx",
    "Visual Basic": "vb bas",
    "XML": "xml xsl xslt xsd svg",
    "YAML": "yml yaml",
    "gettext": "po pot",
    "reStructuredText": "rst rest",
}
_SUFFIXES = {suffix: language for language, suffixes in _BY_SUFFIX.items() for suffix in suffixes.split()}
_NAMES = {
    "SConstruct": PYTHON,
    "SConscript": PYTHON,
    "wscript": PYTHON,
    "Makefile": "Makefile",
    "GNUmakefile": "Makefile",
    "Dockerfile": "Dockerfile",
    "CMakeLists.txt": "CMake",
    "Pipfile": "TOML",
    "Rakefile": "Ruby",
    "Gemfile": "Ruby",
    "Jenkinsfile": "Groovy",
}
_SHEBANGS = (
    (re.compile(rb"python|jython|pypy"), PYTHON),
    (re.compile(rb"\b(?:ba|da|z|k)?sh\b"), "Shell"),
    (re.compile(rb"\bperl"), "Perl"),
    (re.compile(rb"\bruby"), "Ruby"),
    (re.compile(rb"\bnode"), "JavaScript"),
    (re.compile(rb"\bphp"), "PHP"),
    (re.compile(rb"\b(?:tcl|wi)sh"), "Tcl"),
)
_CODED = re.compile(rb"#[^\n]*coding[:=][^\n]*|#[^\n]*-\*-[^\n]*\bpython\b", re.IGNORECASE)


def language_of(path: str, head: bytes) -> str:
    """The language of the file at ``path`` whose first bytes are ``head``.

    Bytes decide about ``Binary`` (a NUL among them) and about files whose name says nothing, by
    their ``#!`` line. ``Other`` is text of no known language.
    """
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return BINARY
    name = PurePosixPath(path).name
    if name in _NAMES:
        return _NAMES[name]
    suffix = PurePosixPath(name).suffix[1:].lower()
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    return _by_first_line(head)


def _by_first_line(head: bytes) -> str:
    first = head.split(b"\n", 1)[0].removeprefix(b"\xef\xbb\xbf")
    if first.startswith(b"#!"):
        for pattern, language in _SHEBANGS:
            if pattern.search(first):
                return language
    if first.startswith(b"#") and _CODED.match(first) and b"python" in first.lower():
        return PYTHON
    return OTHER


def count_lines(data: bytes) -> int:
    """Physical lines: a last line without a line end counts; lone carriage returns end lines too."""
    breaks = data.count(b"\n")
    if breaks == 0:
        breaks = data.count(b"\r")
    return breaks + (1 if data and data[-1:] not in (b"\n", b"\r") else 0)
