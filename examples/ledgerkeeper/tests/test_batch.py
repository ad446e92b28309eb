import unittest

from ledgerkeeper.batch.schedule import Calendar, easter
from ledgerkeeper.batch.workers import WorkerPool
from ledgerkeeper.errors import ImportFailed
from support import day


class PoolTest(unittest.TestCase):

    def test_order_is_kept(self):
        answers = WorkerPool(3).map(lambda n: n * n, range(20))
        self.assertEquals(answers, [n * n for n in range(20)])

    def test_nothing_to_do(self):
        self.assertEquals(WorkerPool().map(str, []), [])

    def test_error_comes_through(self):
        def work(n):
            if n == 2:
                raise ImportFailed('x.sta', n, 'rubbish')
            return n
        try:
            WorkerPool(2).map(work, [1, 2, 3])
        except ImportFailed, e:
            self.assertEquals((e.filename, e.line), ('x.sta', 2))
            self.assertEquals(str(e), 'x.sta, line 2: rubbish')
        else:
            self.fail('no error')


class CalendarTest(unittest.TestCase):

    def test_easter(self):
        found = map(easter, (1997, 2000, 2008, 2009, 2010, 2038))
        self.assertEquals(found, map(day, ('1997-03-30', '2000-04-23',
                                           '2008-03-23', '2009-04-12',
                                           '2010-04-04', '2038-04-25')))

    def test_good_friday(self):
        self.assertEquals(Calendar().holiday(day('2009-04-10')), 'Good Friday')

    def test_regional(self):
        self.assertEquals(Calendar('SN').holiday(day('2009-10-31')),
                          'Reformation')
        self.assertEquals(Calendar('BY').holiday(day('2009-10-31')), None)
        self.assertEquals(Calendar().holiday(day('2009-10-31')), None)

    def test_weekend(self):
        calendar = Calendar()
        self.failIf(calendar.is_open(day('2009-11-14')))
        self.failUnless(calendar.is_open(day('2009-11-16')))

    def test_next_open(self):
        calendar = Calendar()
        self.assertEquals(calendar.next_open(day('2009-04-09')),
                          day('2009-04-14'))
        self.assertEquals(calendar.next_open(day('2009-12-23'), 3),
                          day('2009-12-29'))

    def test_between(self):
        days = Calendar().between(day('2009-12-24'), day('2010-01-04'))
        self.assertEquals([d.day for d in days], [24, 28, 29, 30, 31, 4])


if __name__ == '__main__':
    unittest.main()
