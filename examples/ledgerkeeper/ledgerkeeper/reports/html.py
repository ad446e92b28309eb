"""The trial balance as a page for the intranet."""

import cgi
import codecs
import string

from ledgerkeeper.money import Money

_PAGE = string.Template(u"""\
<html>
<head><title>$title</title></head>
<body>
<h1>$title</h1>
<table>
$rows
</table>
</body>
</html>
""")


def escape(text):
    return cgi.escape(text)


def cell(value):
    """One table cell; amounts are aligned right."""
    if isinstance(value, Money):
        return u'<td align="right">%s</td>' % escape(unicode(value))
    if isinstance(value, (int, long)):
        return u'<td align="right">%d</td>' % value
    if not isinstance(value, basestring):
        value = unicode(value)
    return u'<td>%s</td>' % escape(value)


def rows_of(chart, balances):
    """Rows of the trial balance: group headings, then accounts."""
    rows = []
    for group, accounts in sorted(chart.by_group().iteritems()):
        rows.append(u'<tr><th colspan="3">%d</th></tr>' % group)
        for account in accounts:
            amount = balances.get((account.number, account.currency),
                                  Money(0, account.currency))
            cells = map(cell, (account.number, account.name, amount))
            rows.append(u'<tr>%s</tr>' % u''.join(cells))
    return rows


def trial_page(chart, journal, title=u'Trial balance'):
    """The page, as unicode."""
    rows = rows_of(chart, journal.balances())
    return _PAGE.substitute(title=escape(title), rows=u'\n'.join(rows))


def save_page(filename, page):
    out = codecs.open(filename, 'wb', 'utf-8')
    out.write(page)
    out.close()
