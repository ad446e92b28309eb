"""What the books are made of."""

from account import Account, ChartOfAccounts
from journal import Journal
from posting import Posting, StatementLine

__all__ = ['Account', 'ChartOfAccounts', 'Journal', 'Posting', 'StatementLine']
