"""Rules: each gives points for a pair of statement line and posting.

Built-in rules are functions with the decorator; one-liners may stand in the
[rules] section of the ini file, longer ones as Python files in conf/rules.
"""

import imp
import os

from ledgerkeeper.errors import ConfigError
from ledgerkeeper.imports.textutil import similarity
from ledgerkeeper.util import is_key

_builtin = []


def rule(points):
    """Enter a function as a built-in rule."""
    def enter(function):
        function.points = points
        _builtin.append((function.func_name, function))
        return function
    return enter


@rule(50)
def same_reference(line, posting):
    return bool(line.reference) and line.reference == posting.reference


@rule(30)
def same_amount(line, posting):
    return line.amount == posting.amount


@rule(10)
def same_day(line, posting):
    return line.booked == posting.booked


@rule(10)
def similar_text(line, posting):
    return similarity(line.text, posting.text) >= 50


class RuleBook:
    """All rules of one run, in order."""

    def __init__(self, builtin=True):
        self.rules = []
        if builtin:
            self.rules.extend(_builtin)

    def names(self):
        return [name for name, function in self.rules]

    def add_expression(self, name, expression):
        """A rule out of the ini file: points, a colon, an expression."""
        if not is_key(name):
            raise ConfigError, 'not the name of a rule: ' + `name`
        try:
            points, source = expression.split(':', 1)
            points = int(points)
        except ValueError:
            raise ConfigError, 'rule %s: write POINTS: EXPRESSION' % name
        namespace = {'similarity': similarity}
        code = 'def check(line, posting):\n    return %s\n' % source.strip()
        try:
            exec code in namespace
        except SyntaxError, e:
            raise ConfigError, 'rule %s: %s' % (name, e.msg)
        function = namespace['check']
        function.points = points
        self.rules.append((name, function))

    def add_file(self, filename):
        """House rules: every function with points in a Python file."""
        name = os.path.splitext(os.path.basename(filename))[0]
        module = imp.load_source('ledgerkeeper_rules_' + name, filename)
        found = []
        for key in dir(module):
            value = getattr(module, key)
            if callable(value) and hasattr(value, 'points'):
                found.append((key, value))
        # in the order of the file, not of the alphabet
        found.sort(lambda (a, f), (b, g): cmp(f.func_code.co_firstlineno,
                                              g.func_code.co_firstlineno))
        self.rules.extend(found)
        return len(found)

    def score(self, line, posting):
        """Points of all rules that hold, and their names."""
        points, held = 0, []
        for name, function in self.rules:
            if function(line, posting):
                points += function.points
                held.append(name)
        return points, held
