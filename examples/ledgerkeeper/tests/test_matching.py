# -*- coding: utf-8 -*-
import unittest

from ledgerkeeper.errors import ConfigError
from ledgerkeeper.matching import Matcher, RuleBook
from ledgerkeeper.model import Journal
from ledgerkeeper.money import Money
from support import FolderCase, line, posting, shipped


class RuleTest(FolderCase):

    def test_builtin(self):
        self.assertEquals(RuleBook().names(), ['same_reference', 'same_amount',
                                               'same_day', 'similar_text'])

    def test_score(self):
        points, held = RuleBook().score(line('2009-11-16', 5, reference='R-1'),
                                        posting(1, '2009-11-17', 5))
        self.assertEquals(points, 80)
        self.assertEquals(held, ['same_reference', 'same_amount'])

    def test_expression(self):
        book = RuleBook(builtin=False)
        book.add_expression('big', '7: line.amount.cents > 100')
        entry = posting(1, '2009-11-16', 1)
        self.assertEquals(book.score(line('2009-11-16', 101), entry),
                          (7, ['big']))
        self.assertEquals(book.score(line('2009-11-16', 99), entry), (0, []))

    def test_expression_may_use_similarity(self):
        book = RuleBook(builtin=False)
        book.add_expression('like', '5: similarity(line.text, "Groß") > 0')
        points, held = book.score(line('2009-11-16', 1, text=u'x y'), None)
        self.assertEquals(points, 0)

    def test_bad_expressions(self):
        book = RuleBook()
        self.assertRaises(ConfigError, book.add_expression, 'a', 'no points')
        self.assertRaises(ConfigError, book.add_expression, 'a', '5: x +')
        self.assertRaises(ConfigError, book.add_expression, 'a b', '5: True')

    def test_house_rules(self):
        book = RuleBook(builtin=False)
        self.assertEquals(book.add_file(shipped('conf', 'rules', 'house.py')), 2)
        self.assertEquals(book.names(), ['invoice_number', 'swapped_digits'])
        points, held = book.score(
            line('2009-11-16', 467000, text=u'Rechnung 2009 4698'),
            posting(1, '2009-11-16', 476000, reference='RE-2009-4698'))
        self.assertEquals(points, 60)

    def test_file_order(self):
        name = self.write('two.py', 'def zebra(line, posting):\n'
                                    '    return True\n'
                                    'zebra.points = 1\n'
                                    'def ant(line, posting):\n'
                                    '    return False\n'
                                    'ant.points = 2\n')
        book = RuleBook(builtin=False)
        book.add_file(name)
        self.assertEquals(book.names(), ['zebra', 'ant'])


class MatcherTest(unittest.TestCase):

    def run_matcher(self, lines, postings, **options):
        matcher = Matcher(RuleBook(), **options)
        matcher.run(lines, Journal(postings))
        return matcher

    def test_best_first(self):
        matcher = self.run_matcher(
            [line('2009-11-16', 5, reference='R-2')],
            [posting(1, '2009-11-16', 5, reference='R-2'),
             posting(2, '2009-11-17', 5, reference='R-2')])
        self.assertEquals(matcher.matches[0].posting.number, 1)
        self.assertEquals(matcher.matches[0].points, 90)

    def test_partner_is_taken_once(self):
        matcher = self.run_matcher(
            [line('2009-11-16', 5, reference='R-1'),
             line('2009-11-16', 5, reference='R-1')],
            [posting(1, '2009-11-16', 5)])
        self.assertEquals(len(matcher.matches), 1)
        self.assertEquals(len(matcher.open_lines), 1)
        self.assertEquals(len(matcher.open_postings), 0)

    def test_too_many_days(self):
        matcher = self.run_matcher([line('2009-11-16', 5, reference='R-1')],
                                   [posting(1, '2009-11-30', 5)])
        self.assertEquals(matcher.matches, [])

    def test_tolerance(self):
        lines = [line('2009-11-16', 990, reference='R-1')]
        postings = [posting(1, '2009-11-16', 1000)]
        self.assertEquals(self.run_matcher(lines, postings).matches, [])
        matcher = self.run_matcher(lines, postings, tolerance=10)
        self.assertEquals(matcher.difference(), Money(-10))

    def test_rate_is_whole_per_cent(self):
        matcher = self.run_matcher(
            [line('2009-11-16', n, reference='R-%d' % n) for n in (1, 2, 3)],
            [posting(1, '2009-11-16', 1), posting(2, '2009-11-16', 2)])
        self.assertEquals(matcher.rate(), 66)
        self.assertEquals(str(matcher.rate()), '66')
        self.assertEquals(Matcher(RuleBook()).rate(), 100)

    def test_leftovers(self):
        matcher = self.run_matcher(
            [line('2009-11-16', 7)],
            [posting(8, '2009-11-16', 8), posting(9, '2009-11-17', 9)])
        left = [(a and a.amount.cents, b.number)
                for a, b in matcher.leftovers()]
        self.assertEquals(left, [(7, 8), (None, 9)])

    def test_limit(self):
        matcher = self.run_matcher(
            [line('2009-11-16', n, reference='R-%d' % n) for n in (1, 2)],
            [posting(1, '2009-11-16', 1), posting(2, '2009-11-16', 2)], limit=1)
        self.assertEquals(len(matcher.matches), 1)


if __name__ == '__main__':
    unittest.main()
