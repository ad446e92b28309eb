"""Which imported names a file never reads."""

import re

from tools.recipes.bindings import enclosing_scope
from tools.recipes.importing import Imported
from tools.recipes.python2_to_3._shared.uses import uses
from tools.recipes.source import Source


def is_unused(source: Source, item: Imported) -> bool:
    """Whether nothing in the file reads what ``item`` binds, not even by a string such as ``__all__`` holds.

    In a package's ``__init__`` nothing is known to be unused: it is there to be imported from.
    """
    name = item.bound.partition(".")[0]
    if source.name == "__init__.py" or name == "*" or uses(source, name.encode(), enclosing_scope(item.statement)):
        return False
    return re.search(rf"""["']{re.escape(name)}["']""".encode(), source.data) is None
