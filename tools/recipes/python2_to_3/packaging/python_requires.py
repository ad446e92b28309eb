"""``setup(python_requires=…)``: what was converted and tested is what is declared."""

from tools.recipes.python2_to_3._shared.setup_script import content, is_setup_script
from tools.recipes.recipe import Hit, Match, recipe
from tools.recipes.source import Source, insert, replace


@recipe(
    "python-requires",
    title="setup() declares the Python it needs",
    stage="packaging",
    words=("setup",),
    any_dialect=True,
)
def python_requires(source: Source, hit: Hit) -> Match | None:
    """The call ``setup(…)`` of a setup script gets ``python_requires='>=3.12'``.

    The bound is the target, the only version the result is run on: it is true, where ``>=3`` would be a
    hope, and a maintainer who tests more can lower it. A bound that is there already stays unless it lets
    Python 2 in.
    """
    name = source.node(hit.start, hit.end)
    call = name.parent
    if call is not None and call.type == "attribute" and call.child_by_field_name("attribute") == name:
        call = call.parent
    if not is_setup_script(source) or call is None or call.type != "call":
        return None
    function = call.child_by_field_name("function")
    arguments = call.child_by_field_name("arguments")
    if function is None or not function.start_byte <= name.start_byte < function.end_byte or arguments is None:
        return None
    bound = ">=" + source.project.target.removeprefix("python")
    keywords = [child for child in arguments.named_children if child.type == "keyword_argument"]
    for keyword in keywords:
        if (key := keyword.child_by_field_name("name")) is not None and key.text == b"python_requires":
            value = keyword.child_by_field_name("value")
            text = content(source, value) if value is not None else None
            if value is None or text is None or b"2." not in text:
                return None
            return Match(hit.start, (replace(value, f"'{bound}'".encode()),))
    if not keywords or b"python_requires" in source.data:
        return None
    first = keywords[0]
    start = source.lexed.line_start(first.start_byte)
    before = source.data[start : first.start_byte]
    if not before.strip():
        glue = source.lexed.newline + before
    elif before.endswith(b"("):
        glue = source.lexed.newline + b" " * len(before)
    else:
        glue = b" "
    return Match(hit.start, (insert(first.start_byte, f"python_requires='{bound}',".encode() + glue),))
