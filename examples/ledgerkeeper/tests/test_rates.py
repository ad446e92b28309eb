import cookielib
import datetime
import unittest

from ledgerkeeper.errors import RateError
from ledgerkeeper.money import Money
from ledgerkeeper.net import RateService, RateTable
from support import FolderCase, shipped


class TableTest(unittest.TestCase):

    def setUp(self):
        self.table = RateTable().parse('USD 1.5\nJPY 133.74 # Tokyo\n\n')

    def test_parse(self):
        self.assertEquals(self.table['USD'], 15000)
        self.assertEquals(self.table['JPY'], 1337400L)

    def test_currencies(self):
        self.assertEquals(self.table.currencies(), ['JPY', 'USD'])

    def test_to_euro(self):
        self.assertEquals(self.table.to_euro(Money(1500, 'USD')), Money(1000))
        self.assertEquals(self.table.to_euro(Money(100, 'USD')).cents, 67)

    def test_euro_stays(self):
        self.assertEquals(self.table.to_euro(Money(5)), Money(5))

    def test_no_rate(self):
        self.assertRaises(RateError, self.table.to_euro, Money(5, 'SEK'))

    def test_rubbish(self):
        try:
            RateTable().parse('USD one')
        except RateError, e:
            self.assertEquals(str(e), "cannot read the rate 'USD one'")
        else:
            self.fail('read')


class ServiceTest(FolderCase):

    URL = 'http://treasury.bank.example/rates/eur.txt?desk=7'

    def test_address(self):
        service = RateService(self.URL)
        self.assertEquals(service.address(), self.URL)
        self.assertEquals(
            service.address(datetime.date(2009, 11, 13), note='a&b c'),
            self.URL + '&day=20091113&note=a%26b+c')

    def test_link(self):
        self.assertEquals(RateService(self.URL).link('late fixing.txt'),
                          'http://treasury.bank.example/rates/late%20fixing.txt')

    def test_host(self):
        self.assertEquals(RateService(self.URL).host(), 'treasury.bank.example')

    def test_authorization(self):
        request = RateService(self.URL, 'user', 'pass').request(self.URL)
        self.assertEquals(request.get_header('Authorization'),
                          'Basic dXNlcjpwYXNz')

    def test_no_authorization(self):
        request = RateService(self.URL).request(self.URL)
        self.failIf(request.has_header('Authorization'))
        self.assertEquals(request.get_header('User-agent'), 'ledgerkeeper')

    def test_fetch(self):
        service = RateService('file://' + shipped('data', 'rates.txt'))
        table = service.fetch()
        self.assertEquals(table['USD'], 14907)
        self.assertEquals(table.currencies(), ['CHF', 'GBP', 'JPY', 'USD'])

    def test_nothing_there(self):
        service = RateService('file://' + self.path('none.txt'))
        try:
            service.fetch()
        except RateError, e:
            self.assert_(str(e).startswith('no answer from localhost'), str(e))
        else:
            self.fail('fetched')

    def test_cookie_is_kept(self):
        name = self.path('cookies.txt')
        service = RateService(self.URL, cookies=name)
        service.jar.set_cookie(cookielib.Cookie(
            0, 'session', 'abc', None, False, 'treasury.bank.example', True,
            False, '/', True, False, None, True, None, None, {}))
        service.jar.save(ignore_discard=True)
        again = RateService(self.URL, cookies=name)
        self.assertEquals([cookie.value for cookie in again.jar], ['abc'])


if __name__ == '__main__':
    unittest.main()
