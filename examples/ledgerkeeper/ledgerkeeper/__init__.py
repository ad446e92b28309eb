"""Reconciliation of bank statements with the general ledger."""

from version import VERSION, VERSION_INFO

__version__ = VERSION
__all__ = ['VERSION', 'VERSION_INFO']
