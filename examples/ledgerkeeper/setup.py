#!/usr/bin/env python
"""Install script for ledgerkeeper."""

import os
import sys

try:
    from setuptools import setup
except ImportError:
    from distutils.core import setup

if sys.version_info < (2, 5):
    print >>sys.stderr, 'ledgerkeeper needs Python 2.5 or newer'
    sys.exit(1)

here = os.path.dirname(os.path.abspath(__file__))
scope = {}
execfile(os.path.join(here, 'ledgerkeeper', 'version.py'), scope)

setup(
    name='ledgerkeeper',
    version=scope['VERSION'],
    description='Nightly reconciliation of bank statements with the ledger',
    long_description=file(os.path.join(here, 'README.txt')).read(),
    author='Back Office Systems',
    author_email='backoffice-systems@bank.example',
    license='internal',
    packages=[
        'ledgerkeeper',
        'ledgerkeeper.batch',
        'ledgerkeeper.imports',
        'ledgerkeeper.matching',
        'ledgerkeeper.model',
        'ledgerkeeper.net',
        'ledgerkeeper.reports',
        'ledgerkeeper.store',
    ],
    scripts=['scripts/lk-nightly'],
    test_suite='tests',
    classifiers=[
        'Environment :: Console',
        'Intended Audience :: Financial and Insurance Industry',
        'Programming Language :: Python :: 2',
        'Programming Language :: Python :: 2.5',
        'Programming Language :: Python :: 2.6',
    ],
)
