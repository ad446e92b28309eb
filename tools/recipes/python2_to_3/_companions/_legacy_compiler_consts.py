"""What names are used for, and how code is marked: what ``compiler.consts`` said until Python 3 removed it.

Overhaul added this file when it converted the repository: it is part of the repository now, and may be
edited. New code is better written with ``ast`` and ``symtable``.
"""

OP_ASSIGN, OP_DELETE, OP_APPLY = "OP_ASSIGN", "OP_DELETE", "OP_APPLY"

SC_LOCAL, SC_GLOBAL_IMPLICIT, SC_GLOBAL_EXPLICIT, SC_FREE, SC_CELL, SC_UNKNOWN = 1, 2, 3, 4, 5, 6

CO_OPTIMIZED, CO_NEWLOCALS, CO_VARARGS, CO_VARKEYWORDS, CO_NESTED, CO_GENERATOR = 1, 2, 4, 8, 0x10, 0x20
CO_GENERATOR_ALLOWED = 0
CO_FUTURE_DIVISION, CO_FUTURE_ABSIMPORT = 0x20000, 0x40000
CO_FUTURE_WITH_STATEMENT, CO_FUTURE_PRINT_FUNCTION = 0x80000, 0x100000
