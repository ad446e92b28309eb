"""What the functions and methods of the standard library give and take: bytes or text."""

_WORDS_BYTES = """
struct.pack zlib.compress zlib.decompress bz2.compress bz2.decompress os.urandom os.read marshal.dumps pickle.dumps
base64.b64decode base64.decodestring base64.decodebytes base64.b32decode base64.b16decode base64.urlsafe_b64decode
base64.standard_b64decode binascii.unhexlify binascii.a2b_hex binascii.a2b_base64 binascii.a2b_uu binascii.a2b_qp
socket.inet_aton socket.inet_pton quopri.encodestring quopri.decodestring ssl.PEM_cert_to_DER_cert
"""
_WORDS_ARMOR = """
base64.b64encode base64.encodestring base64.encodebytes base64.b32encode base64.b16encode base64.urlsafe_b64encode
base64.standard_b64encode binascii.hexlify binascii.b2a_hex binascii.b2a_base64 binascii.b2a_uu binascii.b2a_qp
"""

ARMOR = frozenset(_WORDS_ARMOR.split())
"""Functions whose bytes are ASCII letters, made to be put into text."""

BYTES_FUNCTIONS = frozenset(_WORDS_BYTES.split()) | ARMOR

TEXT_FUNCTIONS = frozenset(
    "time.strftime time.ctime time.asctime os.getcwd os.path.join os.path.basename os.path.dirname os.path.abspath "
    "urllib.parse.quote urllib.parse.quote_plus urllib.parse.urlencode urllib.parse.unquote urllib.parse.unquote_plus "
    "urllib.parse.urljoin urllib.parse.urlunparse urllib.parse.urlunsplit json.dumps socket.gethostname "
    "socket.inet_ntoa socket.inet_ntop traceback.format_exc platform.system textwrap.dedent pprint.pformat "
    "unicodedata.normalize cgi.escape html.escape xml.sax.saxutils.escape locale.format email.utils.formatdate".split()
)

HASHES = frozenset(
    "hashlib.md5 hashlib.sha1 hashlib.sha224 hashlib.sha256 hashlib.sha384 hashlib.sha512 hashlib.new hmac.new "
    "hmac.HMAC".split()
)
BINARY_OPENERS = frozenset(
    "urllib.request.urlopen io.BytesIO gzip.GzipFile bz2.BZ2File tempfile.TemporaryFile tempfile.NamedTemporaryFile".split()
)
TEXT_BUFFERS = frozenset({"io.StringIO"})

SINKS: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(
        "hashlib.md5 hashlib.sha1 hashlib.sha224 hashlib.sha256 hashlib.sha384 hashlib.sha512".split(), (0,)
    ),
    **dict.fromkeys("zlib.compress zlib.decompress zlib.crc32 zlib.adler32 bz2.compress bz2.decompress".split(), (0,)),
    **dict.fromkeys(ARMOR, (0,)),
    **dict.fromkeys(
        "marshal.loads pickle.loads io.BytesIO socket.inet_ntoa binascii.crc32 quopri.encodestring".split(), (0,)
    ),
    "base64.decodestring": (0,),
    "base64.decodebytes": (0,),
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

SAME_METHODS = frozenset(
    b"strip lstrip rstrip lower upper replace center ljust rjust zfill title capitalize swapcase expandtabs "
    b"translate join".split()
)
"""Methods that give what they are called on, bytes or text."""

SPLITS = frozenset({b"split", b"rsplit", b"splitlines", b"partition", b"rpartition"})

OWN_KIND_ARGUMENTS = frozenset(
    b"startswith endswith find rfind index rindex count split rsplit partition rpartition replace strip lstrip "
    b"rstrip join".split()
)
"""Methods all of whose strings are of the object's own kind."""

NUMBERS = frozenset(b"find rfind index rindex count tell fileno".split())
TRUTHS = frozenset(b"startswith endswith isdigit isalpha isspace isupper islower isalnum".split())

BYTES_CODECS = frozenset(
    {"hex", "hex_codec", "base64", "base64_codec", "zlib", "zip", "zlib_codec", "bz2", "bz2_codec", "uu", "uu_codec",
     "quopri", "quopri_codec", "quotedprintable"}
)  # fmt: skip
"""Codecs from bytes to bytes: methods in Python 2, ``codecs.encode`` now."""

ARMOR_CODECS = BYTES_CODECS - {"zlib", "zip", "zlib_codec", "bz2", "bz2_codec"}
"""Those that make ASCII letters of bytes."""

TEXT_CODECS = frozenset({"rot13", "rot_13", "rot-13"})
ESCAPES = frozenset({"string_escape", "string-escape", "unicode_escape", "unicode-escape", "raw_unicode_escape"})
