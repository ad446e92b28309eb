"""House rules of the head office. Every function with points is used."""

import re


def invoice_number(line, posting):
    """The posting's reference somewhere in what the customer wrote."""
    if not posting.reference:
        return False
    digits = re.sub('\D', '', posting.reference)
    return len(digits) > 4 and digits in line.text.replace(u' ', u'')
invoice_number.points = 40


def swapped_digits(line, posting):
    """Two digits of the amount changed places: a typing error."""
    ours, theirs = str(abs(posting.amount.cents)), str(abs(line.amount.cents))
    if len(ours) != len(theirs) or ours == theirs:
        return False
    wrong = [i for i in range(len(ours)) if ours[i] <> theirs[i]]
    return (len(wrong) == 2 and wrong[1] - wrong[0] == 1 and
            ours[wrong[0]] == theirs[wrong[1]] and
            ours[wrong[1]] == theirs[wrong[0]])
swapped_digits.points = 20
