"""Records with typed fields.

A record class lists its fields as class attributes; the metaclass collects
them over all bases in the order of the MRO, so that mixins work as one would
expect (Python 2.3's C3 order - see Simionato's paper before touching this).
"""

import types

from ledgerkeeper.errors import ValidationError

_registry = {}


class Field(object):
    """One typed attribute of a record."""

    created = 0

    def __init__(self, kind=None, default=None, required=True):
        Field.created += 1
        self.position = Field.created
        self.kind = kind
        self.default = default
        self.required = required

    def accepts(self, value):
        if value is None:
            return not self.required
        return self.kind is None or isinstance(value, self.kind)

    def describe(self):
        """The names of the accepted types, for messages."""
        if self.kind is None:
            return 'anything'
        kinds = self.kind
        if type(kinds) is not types.TupleType:
            kinds = (kinds,)
        return ' or '.join([kind.__name__ for kind in kinds])


class RecordType(type):
    """Collects the fields and enters the class in the registry."""

    def __new__(mcs, name, bases, namespace):
        own = [(key, value) for key, value in namespace.items()
               if isinstance(value, Field)]
        for key, value in own:
            del namespace[key]
        own.sort(lambda (name_a, a), (name_b, b): cmp(a.position, b.position))
        cls = type.__new__(mcs, name, bases, namespace)
        cls._own_fields = own
        fields = []
        seen = {}
        for base in cls.__mro__:
            for key, value in base.__dict__.get('_own_fields', ()):
                if not seen.has_key(key):
                    seen[key] = True
                    fields.append((key, value))
        cls._fields = fields
        if not namespace.get('abstract'):
            _registry[name] = cls
        return cls

    def __iter__(cls):
        """Iterating over a record class gives the names of its fields."""
        return iter([key for key, value in cls._fields])

    def __len__(cls):
        return len(cls._fields)

    def __nonzero__(cls):
        return True


class Record(object):
    """Base class of everything that is kept."""

    __metaclass__ = RecordType
    abstract = True

    def __init__(self, **values):
        for name, field in self._fields:
            setattr(self, name, values.pop(name, field.default))
        if values:
            unknown = values.keys()
            unknown.sort()
            raise TypeError, 'unknown fields: %s' % ', '.join(unknown)

    def problems(self):
        """What is wrong with this record: a list of strings, often empty."""
        found = []
        for name, field in self._fields:
            value = getattr(self, name)
            if not field.accepts(value):
                found.append('%s must be %s, not %s' % (
                    name, field.describe(), `value`))
        return found

    def validate(self):
        found = self.problems()
        if found:
            raise ValidationError(found)
        return self

    def as_dict(self):
        return dict([(name, getattr(self, name)) for name, field in self._fields])

    def __repr__(self):
        shown = ['%s=%r' % (name, getattr(self, name))
                 for name, field in self._fields[:3]]
        return '<%s %s>' % (self.__class__.__name__, ' '.join(shown))


class Dated(Record):
    """Something that happened on a day."""

    abstract = True
    booked = Field()
    valued = Field(required=False)

    def problems(self):
        found = super(Dated, self).problems()
        if self.booked and self.valued and self.valued < self.booked:
            if (self.booked - self.valued).days > 60:
                found.append('value date is more than 60 days back')
        return found


class Valued(Record):
    """Something that has an amount."""

    abstract = True
    amount = Field()

    def problems(self):
        found = super(Valued, self).problems()
        if self.amount is not None and not self.amount:
            found.append('the amount is zero')
        return found


class Described(Record):
    """Something a person wrote a text for."""

    abstract = True
    text = Field(basestring, default=u'')
    reference = Field(basestring, default='')

    def problems(self):
        found = super(Described, self).problems()
        if not (self.text or self.reference):
            found.append('neither text nor reference')
        return found


def record_types():
    """The names of all concrete records."""
    names = _registry.keys()
    names.sort()
    return names


def record_type(name):
    """Look a record class up by its name."""
    if not _registry.has_key(name):
        raise KeyError, 'no record %s' % `name`
    return _registry[name]
