"""Exchange rates, by URL from the treasury gateway.

The gateway wants basic authorization and sets a session cookie; without the
cookie every request counts as a log-in, and they complained.
"""

import base64
import cookielib
import os
import urllib
import urllib2
import urlparse
from UserDict import UserDict

from ledgerkeeper.errors import RateError
from ledgerkeeper.money import Money, half_up

SCALE = 10000


class RateTable(UserDict):
    """Currency -> rate to the euro, in ten-thousandths."""

    def parse(self, text):
        """Read lines such as 'USD 1.4971'; '#' starts a comment."""
        for line in text.splitlines():
            line = line.split('#')[0].strip()
            if not line:
                continue
            try:
                currency, rate = line.split()
                whole, fraction = rate.split('.')
                self[currency] = long(whole + (fraction + '0000')[:4])
            except ValueError:
                raise RateError, 'cannot read the rate %s' % `line`
        return self

    def to_euro(self, amount):
        """Convert an amount to euros."""
        if amount.currency == 'EUR':
            return amount
        if not self.has_key(amount.currency):
            raise RateError, 'no rate for %s' % amount.currency
        return Money(half_up(amount.cents * SCALE, self[amount.currency]))

    def currencies(self):
        names = self.keys()
        names.sort()
        return names


class RateService:
    """Fetches rate tables."""

    def __init__(self, url, user='', password='', cookies=None):
        self.url = url
        self.user = user
        self.password = password
        self.jar = cookielib.LWPCookieJar(cookies)
        if cookies and os.path.exists(cookies):
            self.jar.load(ignore_discard=True)
        self.opener = urllib2.build_opener(
            urllib2.HTTPCookieProcessor(self.jar))

    def address(self, day=None, **options):
        """The URL of a day's table."""
        parts = urlparse.urlsplit(self.url)
        query = urlparse.parse_qsl(parts.query)
        if day is not None:
            query.append(('day', day.strftime('%Y%m%d')))
        names = options.keys()
        names.sort()
        query.extend([(name, options[name]) for name in names])
        return urlparse.urlunsplit(parts[:3] + (urllib.urlencode(query), ''))

    def request(self, url):
        request = urllib2.Request(url)
        if self.user:
            token = base64.encodestring('%s:%s' % (self.user, self.password))
            request.add_header('Authorization', 'Basic ' + token.strip())
        request.add_header('User-agent', 'ledgerkeeper')
        return request

    def fetch(self, day=None):
        """Get the table of a day, or the current one."""
        url = self.address(day)
        try:
            response = self.opener.open(self.request(url))
        except urllib2.HTTPError, e:
            raise RateError, 'the gateway answered %d' % e.code
        except urllib2.URLError, e:
            raise RateError, 'no answer from %s: %s' % (self.host(), e.reason)
        text = response.read().decode('iso-8859-1')
        response.close()
        return RateTable().parse(text)

    def host(self):
        return urlparse.urlparse(self.url)[1] or 'localhost'

    def link(self, name):
        """A page beside the table, for reports."""
        return urlparse.urljoin(self.url, urllib.quote(name))
