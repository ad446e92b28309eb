"""Reading what others send us."""

import os

from csvfile import read_rows, write_rows
from mt940 import read_statement


def statement_files(folder):
    """The statements of a folder, oldest name first."""
    names = [name for name in os.listdir(folder) if name.endswith('.sta')]
    names.sort()
    return map(lambda name: os.path.join(folder, name), names)
