# -*- coding: iso-8859-1 -*-
"""Text as people write it, made comparable.

Umlauts come as ä, as ae, and from one branch office as a. Written with the
help of Frau Müller from payments, who knows all of them.
"""

import re
import string
import unicodedata

# how SWIFT wants them
TRANSLITERATION = {
    u'ä': u'ae', u'ö': u'oe', u'ü': u'ue', u'ß': u'ss',
    u'Ä': u'AE', u'Ö': u'OE', u'Ü': u'UE', u'§': u'Par.',
}

LEGAL_FORMS = ('GMBH', 'AG', 'KG', 'OHG', 'EK', 'MBH', 'CO')


def to_unicode(value, encoding='iso-8859-1'):
    """Unicode from whatever a caller has."""
    if isinstance(value, unicode):
        return value
    if isinstance(value, str):
        return value.decode(encoding)
    return unicode(value)


def squeeze(text):
    """Runs of blanks become one blank."""
    return u' '.join(text.split())


def transliterate(text):
    """Replace what SWIFT does not know."""
    out = []
    for char in to_unicode(text):
        if TRANSLITERATION.has_key(char):
            out.append(TRANSLITERATION[char])
        else:
            plain = unicodedata.normalize('NFKD', char)
            out.append(plain[:1])
    return u''.join(out)


def comparable(name):
    """A company's name without case, punctuation and legal form."""
    text = transliterate(name).upper()
    text = re.sub(u'[^A-Z0-9 ]', u' ', text)
    words = filter(lambda word: word not in LEGAL_FORMS, text.split())
    return string.join(words, u' ')


def initials(name):
    """First letters, as on the old file cards: Jürgen Groß is JG."""
    return u''.join(map(lambda word: unichr(ord(word[0])),
                        squeeze(name).split())).upper()


def similarity(a, b):
    """Share of common words, in per cent."""
    first, second = comparable(a).split(), comparable(b).split()
    if not first or not second:
        return 0
    common = [word for word in first if word in second]
    return 200 * len(common) / (len(first) + len(second))
