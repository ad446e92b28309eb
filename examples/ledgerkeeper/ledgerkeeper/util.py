"""Small things that itertools does not have (yet)."""

import itertools
import string

KEY_CHARACTERS = string.letters + string.digits + '_-.'


def group_by(items, key):
    """Group into a dict of lists. Unlike itertools.groupby, needs no sorting."""
    groups = {}
    for item in items:
        value = key(item)
        if not groups.has_key(value):
            groups[value] = []
        groups[value].append(item)
    return groups


def sorted_items(mapping):
    """The items of a dict in key order, as a list."""
    keys = mapping.keys()
    keys.sort()
    return [(key, mapping[key]) for key in keys]


def pairs(left, right):
    """Side by side, padded with None."""
    return map(None, left, right)


def chunks(items, size):
    """Cut a list into pieces of at most size items."""
    count = len(items) / size
    if len(items) % size:
        count = count + 1
    return [items[i * size:(i + 1) * size] for i in xrange(count)]


def is_key(text):
    """True for what may be used as the name of a rule or an account."""
    if not text:
        return False
    return not filter(lambda c: c not in KEY_CHARACTERS, text)


def call(function, args, keywords=None):
    """Call something that the configuration named."""
    if not hasattr(function, '__call__'):
        raise TypeError, '%s cannot be called' % `function`
    return apply(function, args, keywords or {})


def running_totals(numbers):
    """1, 2, 3 becomes 1, 3, 6."""
    sums = []
    for number, previous in itertools.izip(numbers, itertools.chain([0], sums)):
        sums.append(number + previous)
    return sums


def largest((name_a, size_a), (name_b, size_b)):
    """The name of the larger of two (name, size) pairs; ties by name."""
    order = cmp(size_a, size_b) or cmp(name_b, name_a)
    if order >= 0:
        return name_a
    return name_b
