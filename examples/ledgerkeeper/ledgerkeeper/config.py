"""Settings: built-in defaults, then the ini file, then the site file.

The site file is Python and is run with execfile; operations keeps passwords
and host names there so that the ini file can be checked in.
"""

import ConfigParser
import os
import sys
from cStringIO import StringIO

from errors import ConfigError

DEFAULTS = """\
[paths]
data = data
output = out

[import]
workers = 4
encoding = iso-8859-1

[matching]
days = 3
tolerance = 0
limit = unlimited

[rates]
url =
user =
password =
"""


class Settings:
    """Typed access to the configuration."""

    def __init__(self, base=None):
        self.base = base or os.getcwdu()
        self.parser = ConfigParser.SafeConfigParser()
        self.parser.readfp(StringIO(DEFAULTS))
        self.site = {}

    def load(self, filename):
        """Read an ini file; relative paths count from its folder."""
        try:
            stream = open(filename)
        except IOError, (code, text):
            raise ConfigError, 'cannot read %s: %s' % (filename, text)
        try:
            try:
                self.parser.readfp(stream)
            except ConfigParser.Error, e:
                raise ConfigError, str(e).splitlines()[0]
        finally:
            stream.close()
        self.base = os.path.dirname(os.path.abspath(filename))
        site = os.path.join(self.base, 'site.conf.py')
        if os.path.exists(site):
            self.load_site(site)
        return self

    def load_site(self, filename):
        """Run the site file; its upper-case names become settings."""
        namespace = {}
        execfile(filename, namespace)
        for name, value in namespace.iteritems():
            if name.isupper():
                self.site[name.lower()] = value

    def get(self, section, option):
        key = '%s_%s' % (section, option)
        if self.site.has_key(key):
            return self.site[key]
        try:
            return self.parser.get(section, option)
        except (ConfigParser.NoSectionError, ConfigParser.NoOptionError), e:
            raise ConfigError, 'setting missing: %s' % e

    def integer(self, section, option):
        """An integer; 'unlimited' is as many as there can be."""
        value = self.get(section, option)
        if value == 'unlimited':
            return sys.maxint
        try:
            return int(value)
        except (TypeError, ValueError):
            raise ConfigError, '%s.%s is no number: %s' % (section, option,
                                                           `value`)

    def path(self, option):
        """An absolute path out of the [paths] section."""
        return os.path.normpath(os.path.join(self.base,
                                             self.get('paths', option)))

    def rules(self):
        """The [rules] section as (name, expression), in the file's order."""
        if not self.parser.has_section('rules'):
            return []
        return self.parser.items('rules')
