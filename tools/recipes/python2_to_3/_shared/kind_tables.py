"""What the functions and methods of the standard library give and take: bytes or text."""

from tools.recipes.python2_to_3._shared.kind import Kind


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _names(text: str) -> frozenset[bytes]:
    return frozenset(text.encode().split())


ARMOR = _words("""
    base64.b64encode base64.encodestring base64.encodebytes base64.b32encode base64.b16encode base64.urlsafe_b64encode
    base64.standard_b64encode binascii.hexlify binascii.b2a_hex binascii.b2a_base64 binascii.b2a_uu binascii.b2a_qp
""")
"""Functions whose bytes are ASCII letters, made to be put into text."""

BYTES_FUNCTIONS = _words("""
    struct.pack zlib.compress zlib.decompress bz2.compress bz2.decompress os.urandom os.read marshal.dumps
    pickle.dumps base64.b64decode base64.decodestring base64.decodebytes base64.b32decode base64.b16decode
    base64.urlsafe_b64decode base64.standard_b64decode binascii.unhexlify binascii.a2b_hex binascii.a2b_base64
    binascii.a2b_uu binascii.a2b_qp socket.inet_aton socket.inet_pton quopri.encodestring quopri.decodestring
    ssl.PEM_cert_to_DER_cert
""")

TEXT_FUNCTIONS = _words("""
    time.strftime time.ctime time.asctime os.getcwd os.path.join os.path.basename os.path.dirname os.path.abspath
    urllib.parse.quote urllib.parse.quote_plus urllib.parse.urlencode urllib.parse.unquote urllib.parse.unquote_plus
    urllib.parse.urljoin urllib.parse.urlunparse urllib.parse.urlunsplit json.dumps socket.gethostname
    socket.inet_ntoa socket.inet_ntop traceback.format_exc platform.system textwrap.dedent pprint.pformat
    unicodedata.normalize cgi.escape html.escape xml.sax.saxutils.escape locale.format email.utils.formatdate
""")

HASHES = _words("""
    hashlib.md5 hashlib.sha1 hashlib.sha224 hashlib.sha256 hashlib.sha384 hashlib.sha512 hashlib.new
    hmac.new hmac.HMAC
""")
BINARY_OPENERS = _words("""
    urllib.request.urlopen io.BytesIO gzip.GzipFile bz2.BZ2File tempfile.TemporaryFile tempfile.NamedTemporaryFile
""")
TEXT_BUFFERS = frozenset({"io.StringIO"})

_FIRST = ARMOR | _words("""
    hashlib.md5 hashlib.sha1 hashlib.sha224 hashlib.sha256 hashlib.sha384 hashlib.sha512
    zlib.compress zlib.decompress zlib.crc32 zlib.adler32 bz2.compress bz2.decompress marshal.loads pickle.loads
    io.BytesIO socket.inet_ntoa binascii.crc32 quopri.encodestring base64.decodestring base64.decodebytes
""")
SINKS: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(_FIRST, (0,)),
    "hashlib.new": (1,),
    "hmac.new": (0, 1),
    "hmac.HMAC": (0, 1),
    "os.write": (1,),
    "struct.unpack": (1,),
    "struct.unpack_from": (1,),
    "socket.inet_ntop": (1,),
    "urllib.request.urlopen": (1,),
    "urllib.request.Request": (1,),
}
"""The positional arguments that must be bytes, by canonical name."""

INPUTS = frozenset({b"'wsgi.input'", b'"wsgi.input"'})
"""Keys of a WSGI environment under which a file of bytes is (PEP 3333)."""
VALUES = {"sys.argv": Kind.TEXT_LIST, "os.environ": Kind.TEXT_DICT}
GIVEN = {
    **dict.fromkeys(TEXT_FUNCTIONS, Kind.TEXT),
    **dict.fromkeys(BYTES_FUNCTIONS, Kind.BYTES),
    **dict.fromkeys(ARMOR, Kind.ARMOR),
    **dict.fromkeys(HASHES, Kind.HASH),
    "csv.reader": Kind.TEXT_TABLE,
    "csv.DictReader": Kind.TEXT_DICTS,
    "os.getenv": Kind.TEXT,
    "os.environ.get": Kind.TEXT,
    "os.environ.copy": Kind.TEXT_DICT,
    "getpass.getpass": Kind.TEXT,
    "getpass.getuser": Kind.TEXT,
    "locale.getpreferredencoding": Kind.TEXT,
    "sys.getfilesystemencoding": Kind.TEXT,
}
"""What values and functions give, by canonical name."""

CANONICAL = {
    "cPickle": "pickle",
    "_pickle": "pickle",
    "md5.new": "hashlib.md5",
    "md5.md5": "hashlib.md5",
    "sha.new": "hashlib.sha1",
    "sha.sha": "hashlib.sha1",
    "urllib2.urlopen": "urllib.request.urlopen",
    "urllib.urlopen": "urllib.request.urlopen",
    "urllib2.Request": "urllib.request.Request",
    "urllib.urlencode": "urllib.parse.urlencode",
    "urllib.quote": "urllib.parse.quote",
    "urllib.quote_plus": "urllib.parse.quote_plus",
    "urllib.unquote": "urllib.parse.unquote",
    "urllib.unquote_plus": "urllib.parse.unquote_plus",
    "urlparse.urljoin": "urllib.parse.urljoin",
    "urlparse.urlunparse": "urllib.parse.urlunparse",
    "urlparse.urlunsplit": "urllib.parse.urlunsplit",
}
"""Names of Python 2, whole or their module, by the names of Python 3."""

SAME_METHODS = _names("""
    strip lstrip rstrip lower upper replace center ljust rjust zfill title capitalize swapcase expandtabs translate
    join
""")
"""Methods that give what they are called on, bytes or text."""

SPLITS = _names("split rsplit splitlines partition rpartition")

OWN_KIND_ARGUMENTS = _names("""
    startswith endswith find rfind index rindex count split rsplit partition rpartition replace strip lstrip rstrip
    join
""")
"""Methods all of whose strings are of the object's own kind."""

NUMBERS = _names("find rfind index rindex count tell fileno")
TRUTHS = _names("startswith endswith isdigit isalpha isspace isupper islower isalnum")

BYTES_CODECS = frozenset(
    {"hex", "hex_codec", "base64", "base64_codec", "zlib", "zip", "zlib_codec", "bz2", "bz2_codec", "uu", "uu_codec",
     "quopri", "quopri_codec", "quotedprintable"}
)  # fmt: skip
"""Codecs from bytes to bytes: methods in Python 2, ``codecs.encode`` now."""

ARMOR_CODECS = BYTES_CODECS - {"zlib", "zip", "zlib_codec", "bz2", "bz2_codec"}
"""Those that make ASCII letters of bytes."""

TEXT_CODECS = frozenset({"rot13", "rot_13", "rot-13"})
ESCAPES = frozenset(
    {"string_escape", "string-escape", "unicode_escape", "unicode-escape", "raw_unicode_escape", "raw-unicode-escape"}
)

BINARY_WORDS = _words("""
    read recv pack unpack unpack_from encode decode compress decompress digest urandom b64decode unhexlify getvalue
    BytesIO StringIO makefile
""")
"""Files that hold none of these hardly deal in bytes: told before they are searched for patterns."""
