"""Where the modules of Python 2's standard library are now: the tables, and looking things up in them.

Sources: the porting notes of "What's New in Python 3.0" to "3.12", PEP 3108, and the modules' own pages.
"""

import re
from typing import NamedTuple

RENAMED: dict[str, str] = {
    "BaseHTTPServer": "http.server",
    "CGIHTTPServer": "http.server",
    "ConfigParser": "configparser",
    "Cookie": "http.cookies",
    "Dialog": "tkinter.dialog",
    "DocXMLRPCServer": "xmlrpc.server",
    "FileDialog": "tkinter.filedialog",
    "HTMLParser": "html.parser",
    "Queue": "queue",
    "ScrolledText": "tkinter.scrolledtext",
    "SimpleDialog": "tkinter.simpledialog",
    "SimpleHTTPServer": "http.server",
    "SimpleXMLRPCServer": "xmlrpc.server",
    "SocketServer": "socketserver",
    "Tix": "tkinter.tix",
    "Tkconstants": "tkinter.constants",
    "Tkdnd": "tkinter.dnd",
    "Tkinter": "tkinter",
    "UserDict": "collections",
    "UserList": "collections",
    "UserString": "collections",
    "__builtin__": "builtins",
    "_abcoll": "collections.abc",
    "_winreg": "winreg",
    "anydbm": "dbm",
    "cPickle": "pickle",
    "commands": "subprocess",
    "cookielib": "http.cookiejar",
    "copy_reg": "copyreg",
    "dbhash": "dbm",
    "distutils.cmd": "setuptools",
    "distutils.command.bdist_rpm": "setuptools.command.bdist_rpm",
    "distutils.command.build": "setuptools.command.build",
    "distutils.command.build_clib": "setuptools.command.build_clib",
    "distutils.command.build_ext": "setuptools.command.build_ext",
    "distutils.command.build_py": "setuptools.command.build_py",
    "distutils.command.install": "setuptools.command.install",
    "distutils.command.install_egg_info": "setuptools.command.install_egg_info",
    "distutils.command.install_lib": "setuptools.command.install_lib",
    "distutils.command.install_scripts": "setuptools.command.install_scripts",
    "distutils.command.sdist": "setuptools.command.sdist",
    "distutils.core": "setuptools",
    "distutils.extension": "setuptools",
    "dumbdbm": "dbm.dumb",
    "dummy_thread": "_thread",
    "dummy_threading": "threading",
    "exceptions": "builtins",
    "email.Charset": "email.charset",
    "email.Encoders": "email.encoders",
    "email.Errors": "email.errors",
    "email.FeedParser": "email.feedparser",
    "email.Generator": "email.generator",
    "email.Header": "email.header",
    "email.Iterators": "email.iterators",
    "email.MIMEAudio": "email.mime.audio",
    "email.MIMEBase": "email.mime.base",
    "email.MIMEImage": "email.mime.image",
    "email.MIMEMessage": "email.mime.message",
    "email.MIMEMultipart": "email.mime.multipart",
    "email.MIMENonMultipart": "email.mime.nonmultipart",
    "email.MIMEText": "email.mime.text",
    "email.Message": "email.message",
    "email.Parser": "email.parser",
    "email.Utils": "email.utils",
    "email.base64MIME": "email.base64mime",
    "email.quopriMIME": "email.quoprimime",
    "gdbm": "dbm.gnu",
    "htmlentitydefs": "html.entities",
    "httplib": "http.client",
    "markupbase": "_markupbase",
    "md5": "hashlib",
    "new": "types",
    "py.test": "pytest",
    "repr": "reprlib",
    "robotparser": "urllib.robotparser",
    "sha": "hashlib",
    "sre": "re",
    "test.test_support": "test.support",
    "thread": "_thread",
    "tkColorChooser": "tkinter.colorchooser",
    "tkCommonDialog": "tkinter.commondialog",
    "tkFileDialog": "tkinter.filedialog",
    "tkFont": "tkinter.font",
    "tkMessageBox": "tkinter.messagebox",
    "tkSimpleDialog": "tkinter.simpledialog",
    "ttk": "tkinter.ttk",
    "unittest2": "unittest",
    "urllib": "urllib.request",
    "urllib2": "urllib.request",
    "urlparse": "urllib.parse",
    "whichdb": "dbm",
    "xml.etree.cElementTree": "xml.etree.ElementTree",
    "xmlrpclib": "xmlrpc.client",
}
"""Old module → the module that holds what is not listed by name in ``NAMES``.

``dbm`` is left alone: what that name means now opens what it opened then.
"""

SPREAD = frozenset({"imp", "rfc822", "sets"})
"""Gone modules of which some names live on elsewhere: those in ``NAMES``, and no others."""


def _all(module: str, names: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), module)


_URLS = _all(
    "urllib.parse",
    "quote quote_plus unquote unquote_plus urlencode splitattr splithost splitnport splitpasswd "
    "splitport splitquery splittag splittype splituser splitvalue unwrap urljoin urlsplit urlunsplit "
    "urlparse urlunparse parse_qs parse_qsl urldefrag",
) | {
    "basejoin": "urllib.parse:urljoin",
    "toBytes": "urllib.parse:_to_bytes",
    "ContentTooShortError": "urllib.error",
    "HTTPError": "urllib.error",
    "URLError": "urllib.error",
    "addbase": "urllib.response",
    "addclosehook": "urllib.response",
    "addinfo": "urllib.response",
    "addinfourl": "urllib.response",
}
_PACKAGE = {name: f"urllib.{name}:" for name in ("error", "parse", "request", "response", "robotparser")}
_TYPES = {
    "BooleanType": ":bool",
    "BufferType": ":memoryview",
    "ClassType": ":type",
    "ComplexType": ":complex",
    "DictProxyType": "types:MappingProxyType",
    "DictType": ":dict",
    "DictionaryType": ":dict",
    "FileType": "io:IOBase",
    "FloatType": ":float",
    "InstanceType": ":object",
    "IntType": ":int",
    "ListType": ":list",
    "LongType": ":int",
    "ObjectType": ":object",
    "SliceType": ":slice",
    "StringType": ":str",
    "StringTypes": ":(str,)",
    "TupleType": ":tuple",
    "TypeType": ":type",
    "UnboundMethodType": "types:FunctionType",
    "UnicodeType": ":str",
    "XRangeType": ":range",
}
_EXCEPTIONS = (
    "ArithmeticError AssertionError AttributeError BaseException BufferError BytesWarning "
    "DeprecationWarning EOFError EnvironmentError Exception FloatingPointError FutureWarning "
    "GeneratorExit IOError ImportError ImportWarning IndentationError IndexError KeyError "
    "KeyboardInterrupt LookupError MemoryError NameError NotImplementedError OSError OverflowError "
    "PendingDeprecationWarning ReferenceError RuntimeError RuntimeWarning StopIteration SyntaxError "
    "SyntaxWarning SystemError SystemExit TabError TypeError UnboundLocalError UnicodeDecodeError "
    "UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning UserWarning ValueError "
    "Warning WindowsError ZeroDivisionError"
)

NAMES: dict[str, dict[str, str]] = {
    "BaseHTTPServer": {"SocketServer": "socketserver:"},
    "CGIHTTPServer": {"BaseHTTPServer": "http.server:", "SimpleHTTPServer": "http.server:"},
    "ConfigParser": {"SafeConfigParser": "configparser:ConfigParser"},
    "Cookie": {"Cookie": "http.cookies:SimpleCookie", "SmartCookie": "http.cookies:SimpleCookie"},
    "HTMLParser": {"HTMLParseError": ":AssertionError"},
    "SimpleHTTPServer": {"BaseHTTPServer": "http.server:"},
    "UserDict": {"IterableUserDict": "collections:UserDict", "DictMixin": "collections.abc:MutableMapping"},
    "UserString": {"MutableString": "collections:UserString"},
    "array": {"ArrayType": "array:array"},
    "base64": {"decodestring": "base64:decodebytes", "encodestring": "base64:encodebytes"},
    "configparser": {"SafeConfigParser": "configparser:ConfigParser"},
    "cPickle": {"BadPickleGet": "pickle:UnpicklingError", "UnpickleableError": "pickle:PicklingError"},
    "cgi": {
        "escape": "html:escape",
        "parse_qs": "urllib.parse",
        "parse_qsl": "urllib.parse",
        "urlparse": "urllib.parse:",
    },
    "collections": _all(
        "collections.abc",
        "Callable Container Hashable ItemsView Iterable Iterator KeysView Mapping MappingView "
        "MutableMapping MutableSequence MutableSet Sequence Set Sized ValuesView",
    ),
    "exceptions": {name: f":{name}" for name in re.findall(r"\w+", _EXCEPTIONS)} | {"StandardError": ":Exception"},
    "distutils.dir_util": {"remove_tree": "shutil:rmtree"},
    "distutils.errors": {
        "CCompilerError": "setuptools.errors:CCompilerError",
        "CompileError": "setuptools.errors:CompileError",
        "DistutilsClassError": "setuptools.errors:ClassError",
        "DistutilsError": "setuptools.errors:BaseError",
        "DistutilsExecError": "setuptools.errors:ExecError",
        "DistutilsFileError": "setuptools.errors:FileError",
        "DistutilsInternalError": "setuptools.errors:InternalError",
        "DistutilsModuleError": "setuptools.errors:ModuleError",
        "DistutilsOptionError": "setuptools.errors:OptionError",
        "DistutilsPlatformError": "setuptools.errors:PlatformError",
        "DistutilsSetupError": "setuptools.errors:SetupError",
        "DistutilsTemplateError": "setuptools.errors:TemplateError",
        "LibError": "setuptools.errors:LibError",
        "LinkError": "setuptools.errors:LinkError",
        "PreprocessError": "setuptools.errors:PreprocessError",
        "UnknownFileError": "setuptools.errors:UnknownFileError",
    },
    "distutils.spawn": {"find_executable": "shutil:which"},
    "distutils.sysconfig": {
        "get_config_var": "sysconfig:get_config_var",
        "get_config_vars": "sysconfig:get_config_vars",
    },
    "distutils.util": {"get_platform": "sysconfig:get_platform"},
    "fractions": {"gcd": "math"},
    "imp": {
        "C_BUILTIN": ":6",
        "C_EXTENSION": ":3",
        "PKG_DIRECTORY": ":5",
        "PY_COMPILED": ":2",
        "PY_FROZEN": ":7",
        "PY_SOURCE": ":1",
        "acquire_lock": "_imp:acquire_lock",
        "get_magic": "importlib.util:MAGIC_NUMBER",
        "is_builtin": "_imp:is_builtin",
        "is_frozen": "_imp:is_frozen",
        "load_compiled": "importlib.machinery:SourcelessFileLoader",
        "load_dynamic": "importlib.machinery:ExtensionFileLoader",
        "load_source": "importlib.machinery:SourceFileLoader",
        "lock_held": "_imp:lock_held",
        "new_module": "types:ModuleType",
        "release_lock": "_imp:release_lock",
        "reload": "importlib:reload",
    },
    "inspect": {"getargspec": "inspect:getfullargspec", "imp": "imp:"},
    "itertools": {
        "ifilter": ":filter",
        "ifilterfalse": "itertools:filterfalse",
        "imap": ":map",
        "izip": ":zip",
        "izip_longest": "itertools:zip_longest",
    },
    "locale": {"format": "locale:format_string"},
    "md5": {"new": "hashlib:md5", "md5": "hashlib:md5", "MD5Type": "_hashlib:HASH"},
    "new": {
        "classobj": ":type",
        "code": "types:CodeType",
        "function": "types:FunctionType",
        "instancemethod": "types:MethodType",
        "module": "types:ModuleType",
    },
    "nose.tools": {
        "assert_almost_equals": "nose.tools:assert_almost_equal",
        "assert_equals": "nose.tools:assert_equal",
        "assert_items_equal": "nose.tools:assert_count_equal",
        "assert_not_almost_equals": "nose.tools:assert_not_almost_equal",
        "assert_not_equals": "nose.tools:assert_not_equal",
        "assert_not_regexp_matches": "nose.tools:assert_not_regex",
        "assert_raises_regexp": "nose.tools:assert_raises_regex",
        "assert_regexp_matches": "nose.tools:assert_regex",
    },
    "operator": {
        "delslice": "operator:delitem",
        "getslice": "operator:getitem",
        "irepeat": "operator:imul",
        "isCallable": ":callable",
        "isMappingType": ":isinstance",
        "isNumberType": ":isinstance",
        "isSequenceType": ":isinstance",
        "repeat": "operator:mul",
        "sequenceIncludes": "operator:contains",
        "setslice": "operator:setitem",
    },
    "os": {"errno": "errno:", "getcwdu": "os:getcwd"},
    "py": {"test": "pytest:"},
    "re": {"sre_compile": "re:_compiler", "sre_parse": "re:_parser"},
    "rfc822": _all("email.utils", "formatdate mktime_tz parseaddr parsedate parsedate_tz quote unquote")
    | _all("email._parseaddr", "AddressList AddrlistClass _daynames _monthnames"),
    "sets": {"Set": ":set", "ImmutableSet": ":frozenset", "BaseSet": ":(set, frozenset)"},
    "sha": {"new": "hashlib:sha1", "sha": "hashlib:sha1"},
    "tarfile": {"filemode": "stat:filemode"},
    "threading": {
        "_Condition": "threading:Condition",
        "_Event": "threading:Event",
        "_Semaphore": "threading:Semaphore",
        "_Timer": "threading:Timer",
    },
    "time": {"clock": "time:process_time"},
    "types": _TYPES,
    "unittest": {"_TextTestResult": "unittest:TextTestResult", "_WritelnDecorator": "unittest.runner"},
    "unittest.runner": {"_TextTestResult": "unittest.runner:TextTestResult"},
    "urllib": _URLS | _PACKAGE,
    "urllib2": _URLS
    | {"httplib": "http.client:", "urlparse": "urllib.parse:", "StringIO": "io:StringIO", "unwrap": "urllib.parse"},
    "xml.etree.ElementTree": {"_ElementInterface": "xml.etree.ElementTree:Element"},
}
"""Module → name → where that name is now, as ``module:name``; the name is left out where it is the same,
``module:`` is a module itself, and ``:expression`` needs no import."""


class Location(NamedTuple):
    """Where something of the standard library is found."""

    module: str
    """Empty for a builtin."""
    name: str
    """Empty for the module itself; an expression where ``module`` is empty."""


def locate(module: str, name: str) -> Location | None:
    """Where ``module.name`` of Python 2 is in Python 3; None where nothing is known to have changed.

    ``name`` empty asks for the module itself.
    """
    if not name:
        return Location(RENAMED[module], "") if module in RENAMED else None
    if f"{module}.{name}" in RENAMED:
        return Location(RENAMED[f"{module}.{name}"], "")
    spec = NAMES.get(module, {}).get(name)
    if spec is None:
        return Location(RENAMED[module], name) if module in RENAMED else None
    target, colon, new = spec.partition(":")
    return Location(target, new if colon else name)


def splits(module: str) -> bool:
    """Whether what ``module`` held is now in several places."""
    return module in SPREAD or any(
        spec.partition(":")[0] != RENAMED.get(module) for spec in NAMES.get(module, {}).values()
    )
