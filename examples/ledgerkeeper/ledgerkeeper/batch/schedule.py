"""Business days.

Taken over from the scheduling macros of the old system (H.W., 1998), hence
the look of it.
"""

import datetime

# fixed holidays, (month, day)
FIXED = {
    (1, 1): 'New Year',
    (5, 1): 'Labour Day',
    (10, 3): 'German Unity',
    (12, 25): 'Christmas',
    (12, 26): 'Boxing Day',
}

REGIONAL = {
    'SN': {(10, 31): 'Reformation', (11, 18): 'Repentance'},
    'BY': {(1, 6): 'Epiphany', (11, 1): 'All Saints'},
}


def easter(year):
    """Easter Sunday (Gauss, Lichtenberg)."""
    k = year / 100
    m = 15 + (3 * k + 3) / 4 - (8 * k + 13) / 25
    s = 2 - (3 * k + 3) / 4
    a = year % 19
    d = (19 * a + m) % 30
    r = (d + a / 11) / 29
    og = 21 + d - r
    sz = 7 - (year + year / 4 + s) % 7
    oe = 7 - (og - sz) % 7
    return datetime.date(year, 3, 1) + datetime.timedelta(og + oe - 1)


class Calendar:
    """Knows which days the bank is open."""

    def __init__(self, region=None):
	self.region = region
	self.cache = {}

    def moving(self, year):
        """Holidays that hang on Easter."""
        if not self.cache.has_key(year):
	    sunday = easter(year)
	    self.cache[year] = {
		sunday - datetime.timedelta(2): 'Good Friday',
		sunday + datetime.timedelta(1): 'Easter Monday',
	    }
        return self.cache[year]

    def holiday(self, day):
        """The name of the holiday, or None."""
        key = day.month, day.day
        if FIXED.has_key(key):
	    return FIXED[key]
        regional = REGIONAL.get(self.region, {})
        if regional.has_key(key):
	    return regional[key]
        return self.moving(day.year).get(day)

    def is_open(self, day):
        return day.weekday() < 5 and not self.holiday(day)

    def next_open(self, day, count=1):
        """The count-th business day after day."""
        while count:
	    day = day + datetime.timedelta(1)
            if self.is_open(day):
		count -= 1
        return day

    def between(self, first, last):
        """Business days from first to last, both included."""
        days = []
        for offset in range((last - first).days + 1):
	    day = first + datetime.timedelta(offset)
            if self.is_open(day):
		days.append(day)
        return days
