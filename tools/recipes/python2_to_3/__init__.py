"""The track ``python2-to-3``: from Python 2.4–2.7 to Python 3.12. One feature a file, by stage."""

from tools.recipes.python2_to_3._shared.learned import learn as learn

NAME = "python2-to-3"
LANGUAGE = "Python"
LEGACY_TOOLCHAINS = ("python2.7",)
TARGETS = ("python3.12",)

STAGES = (
    ("syntax", "Convert Python 2 syntax", False),
    ("imports", "Import the standard library by its new names", False),
    ("builtins", "Replace builtins and methods that are gone", False),
    ("protocols", "Rename special methods and metaclasses", False),
    ("semantics", "Keep division, sorting and views as they were", False),
    ("text", "Tell bytes from text", False),
    ("tests", "Use the assertions that are still there", False),
    ("packaging", "Declare Python 3 in the packaging", False),
    ("modern", "Use modern idiom", True),
)
"""(id, commit subject, optional), in the order they are applied and committed. The recipes of
``syntax`` see tokens; all later ones see the tree, which can be trusted from there on."""
