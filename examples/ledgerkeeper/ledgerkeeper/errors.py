"""What can go wrong, for callers that care."""


class LedgerError(StandardError):
    """Base class of everything we raise on purpose."""


class ConfigError(LedgerError):
    """The ini file or the site file is wrong."""


class ImportFailed(LedgerError):
    """A line of an input file cannot be understood."""

    def __init__(self, filename, line, reason):
        LedgerError.__init__(self, filename, line, reason)
        self.filename = filename
        self.line = line
        self.reason = reason

    def __str__(self):
        return '%s, line %d: %s' % (self.filename, self.line, self.reason)


class CurrencyMismatch(LedgerError):
    """Two amounts of different currencies were put together."""


class ValidationError(LedgerError):
    """A record is incomplete or contradicts itself."""

    def __init__(self, problems):
        LedgerError.__init__(self, '; '.join(problems))
        self.problems = problems


class ArchiveDamaged(LedgerError):
    """An archive does not match its digest."""


class RateError(LedgerError):
    """No exchange rate could be had."""
