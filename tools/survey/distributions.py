"""Which distribution brings a module, where the two are known and differ, or are known to agree."""

_RENAMED = {
    "Crypto": "pycryptodome",
    "Cython": "Cython",
    "IPython": "ipython",
    "MySQLdb": "mysqlclient",
    "OpenSSL": "pyOpenSSL",
    "PIL": "Pillow",
    "Image": "Pillow",
    "ImageDraw": "Pillow",
    "ImageFont": "Pillow",
    "PyQt4": "PyQt5",
    "BeautifulSoup": "BeautifulSoup",
    "bs4": "beautifulsoup4",
    "cheetah": "Cheetah",
    "Cheetah": "Cheetah",
    "concurrent": "futures",
    "configobj": "configobj",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "django": "Django",
    "dns": "dnspython",
    "docutils": "docutils",
    "elementtree": "elementtree",
    "enum": "enum34",
    "flask": "Flask",
    "genshi": "Genshi",
    "git": "GitPython",
    "google": "protobuf",
    "html5lib": "html5lib",
    "jinja2": "Jinja2",
    "ldap": "python-ldap",
    "M2Crypto": "M2Crypto",
    "magic": "python-magic",
    "mako": "Mako",
    "markdown": "Markdown",
    "markupsafe": "MarkupSafe",
    "memcache": "python-memcached",
    "openid": "python-openid",
    "paste": "Paste",
    "pkg_resources": "setuptools",
    "psycopg2": "psycopg2-binary",
    "py": "py",
    "pygments": "Pygments",
    "pylibmc": "pylibmc",
    "setuptools": "setuptools",
    "serial": "pyserial",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "sphinx": "Sphinx",
    "sqlalchemy": "SQLAlchemy",
    "sqlobject": "SQLObject",
    "tornado": "tornado",
    "twisted": "Twisted",
    "unittest2": "unittest2",
    "usb": "pyusb",
    "webob": "WebOb",
    "webtest": "WebTest",
    "werkzeug": "Werkzeug",
    "win32api": "pywin32",
    "win32com": "pywin32",
    "win32con": "pywin32",
    "wx": "wxPython",
    "xlrd": "xlrd",
    "yaml": "PyYAML",
    "zmq": "pyzmq",
    "zope": "zope.interface",
}
_SAME_NAME = frozenset(
    """
    argparse atomicwrites attr attrs babel beaker boto boto3 bottle cachetools celery certifi cffi chardet
    cherrypy click colorama coverage cryptography cssselect decorator docopt eventlet fabric feedparser
    freezegun funcsigs future gevent greenlet gunicorn hgtools httplib2 httpretty hypothesis idna importlib
    ipaddress isodate itsdangerous jsonschema keyring kombu lockfile lxml matplotlib mechanize minimock mock
    more_itertools mox msgpack mutagen networkx nose numpy numexpr oauth2 oauthlib ordereddict pandas
    paramiko passlib pathlib2 pbr peewee pexpect pip pluggy ply psutil ptyprocess py4j pyasn1 pycparser
    pycurl pylint pymongo pymysql pyparsing pyramid pytest pytz rdflib redis requests responses rsa
    scandir scipy selenium sh simplejson singledispatch six statsd sympy tables termcolor testtools toml tox
    tqdm traitlets typing ujson uwsgi virtualenv voluptuous waitress wheel whoosh wtforms xlwt xmltodict
    """.split()  # noqa: SIM905
)


def distribution_of(module: str) -> str | None:
    """The distribution to install for a top-level module; None where nobody knows by its name alone."""
    if module in _RENAMED:
        return _RENAMED[module]
    return module if module.lower() in _SAME_NAME else None
