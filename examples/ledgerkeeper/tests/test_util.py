import unittest

from ledgerkeeper import util


class UtilTest(unittest.TestCase):

    def test_group_by(self):
        groups = util.group_by(['apple', 'avocado', 'banana'], lambda s: s[0])
        self.assertEquals(groups, {'a': ['apple', 'avocado'], 'b': ['banana']})

    def test_sorted_items(self):
        self.assertEquals(util.sorted_items({'b': 1, 'a': 2}),
                          [('a', 2), ('b', 1)])

    def test_pairs_pads(self):
        self.assertEquals(util.pairs([1, 2, 3], 'ab'),
                          [(1, 'a'), (2, 'b'), (3, None)])

    def test_chunks(self):
        self.assertEquals(util.chunks(range(5), 2), [[0, 1], [2, 3], [4]])
        self.assertEquals(util.chunks([], 2), [])

    def test_is_key(self):
        self.assert_(util.is_key('fee_text-2.1'))
        self.failIf(util.is_key('fee text'))
        self.failIf(util.is_key(''))

    def test_call(self):
        self.assertEquals(util.call(max, (1, 3)), 3)
        self.assertEquals(util.call(int, ('ff', 16)), 255)
        self.assertRaises(TypeError, util.call, 'max', (1, 2))

    def test_running_totals(self):
        self.assertEquals(util.running_totals([1, 2, 3]), [1, 3, 6])

    def test_largest(self):
        self.assertEquals(util.largest(('a', 1), ('b', 2)), 'b')
        self.assertEquals(util.largest(('a', 2), ('b', 2)), 'a')


if __name__ == '__main__':
    unittest.main()
