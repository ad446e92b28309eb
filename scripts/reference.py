"""Write docs/reference from the code: verbs, settings, errors, recipes. A test holds that it is up to date.

python scripts/reference.py
"""

import inspect
import subprocess
import sys
from pathlib import Path

from overhaul.domain import errors
from overhaul.domain.tracks import RecipeInfo
from overhaul.model_settings import ModelTables
from overhaul.settings import RepositoryFile, Settings, known_keys
from tools.recipes.registry import load, track_names
from tools.recipes.repairing import templates

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
VERBS = (
    *("survey", "run", "jobs", "show", "resume", "approve", "cancel"),
    *("model serve", "model status", "model check"),
    *("adapter add", "adapter list", "adapter load", "adapter unload", "adapter remove"),
    *("ledger verify", "ledger report", "doctor"),
)
NOTE = "<!-- Made by scripts/reference.py from the code; edit the code. -->\n\n"


def pages() -> dict[str, str]:
    """File name → text."""
    return {
        "cli.md": NOTE + cli(),
        "configuration.md": NOTE + configuration(),
        "errors.md": NOTE + error_codes(),
        "recipes.md": NOTE + recipes(),
        "templates.md": NOTE + repair_templates(),
    }


def cli() -> str:
    """Every verb, as its own help says it."""
    parts = ["# The command line\n", _help()]
    parts += [f"## overhaul {verb}\n\n{_help(*verb.split())}" for verb in VERBS]
    rows = "\n".join(f"| {int(code)} | `{code.name}` | {_documented(code.name)} |" for code in errors.ExitCode)
    parts.append(
        f"## Exit codes\n\n| code | name | meaning |\n|---:|---|---|\n{rows}\n\n"
        "A process whose reader went away (`overhaul jobs | head -1`) ends with 141, as shells expect.\n"
    )
    return "\n".join(parts)


def _help(*verb: str) -> str:
    script = "import sys; from overhaul.cli.main import main; sys.argv[0] = 'overhaul'; main()"
    environ = {"COLUMNS": "100", "TERMINAL_WIDTH": "100", "PATH": "/usr/bin:/bin", "HOME": "/"}
    done = subprocess.run(
        [sys.executable, "-c", script, *verb, "--help"], env=environ, capture_output=True, text=True, check=True
    )
    lines = [line.rstrip() for line in done.stdout.strip().splitlines()]
    return "```\n" + "\n".join(lines) + "\n```\n"


def _documented(name: str) -> str:
    """The string that follows ``name = …`` in the source of ``ExitCode``."""
    source = inspect.getsource(errors.ExitCode)
    return source.split(f"    {name} = ")[1].split('"""')[1]


def configuration() -> str:
    """Every key of overhaul.toml and every variable of the environment."""
    every = known_keys(RepositoryFile)
    models = known_keys(ModelTables)
    keys = "\n".join(f"| `{key}` | {text} |" for key, text in every.items() if key not in models)
    model_keys = "\n".join(f"| `{key}` | {text} |" for key, text in models.items())
    machine = "\n".join(f"| `{key}` | {description} |" for key, description in known_keys(Settings).items())
    return (
        "# Configuration\n\n"
        "## overhaul.toml\n\n"
        "In the root of the target repository, or a file of your own given with `--config`, which then holds "
        "alone. An unknown key is an error that names the nearest one. `[toolchains]` in a repository's own "
        "file may name toolchains but not point at programs of your machine.\n\n"
        f"| key | meaning |\n|---|---|\n{keys}\n\n"
        "## Models\n\n"
        "Which models there are and what may go to them: in a file given with `--config`, or in this machine's own, "
        "`OVERHAUL_CONFIG` (unset: `overhaul/overhaul.toml` below `XDG_CONFIG_HOME` or `~/.config`). A table of the "
        "former stands in place of the latter's. `[[endpoints]]` and `[[labels]]` are lists of tables. A repository's "
        "own file may hold `[[labels]]`, which can only raise a label, and none of the others. "
        "[How to set them up](../models.md).\n\n"
        f"| key | meaning |\n|---|---|\n{model_keys}\n\n"
        "## This machine\n\nRead from the environment, once.\n\n"
        f"| setting | meaning |\n|---|---|\n{machine}\n"
    )


def error_codes() -> str:
    """Every error, with its stable code and exit code."""
    kinds = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, errors.OverhaulError)]
    rows = "\n".join(
        f"| `{kind.code}` | {int(kind.exit_code)} | {(inspect.getdoc(kind) or '').splitlines()[0]} |"
        for kind in sorted(kinds, key=lambda kind: (kind.exit_code, kind.code))
    )
    return (
        "# Errors\n\n"
        "With `--json` an error is one line: `error` (the code), `message`, `hint` and `exit_code`. Two codes "
        "are not in the table: `usage` (the command line cannot be read, exit 2) and `bug` (Overhaul itself "
        f"failed, exit 1).\n\n| code | exit | meaning |\n|---|---:|---|\n{rows}\n"
    )


def recipes() -> str:
    """Every recipe of every track, by stage."""
    parts = ["# Recipes\n"]
    for name in track_names():
        info = load(name).info
        known = {recipe.id: recipe for recipe in info.recipes}
        parts.append(f"## Track {name}\n")
        for stage in info.stages:
            optional = " (optional)" if stage.optional else ""
            rows = "\n".join(_row(known[id]) for id in stage.recipes)
            head = "| recipe | what it does | if it stays | changes |\n|---|---|---|---|\n"
            parts.append(f"### {stage.id}: {stage.title}{optional}\n\n{head}{rows}\n")
    return "\n".join(parts)


def repair_templates() -> str:
    """Every repair template of every track."""
    parts = [
        "# Repair templates\n",
        "What is tried on tests that still fail after the recipes. A template looks at the exception and the place, "
        "and offers small edits; a cheap trial chooses, the gate decides. Templates never touch test files.\n",
    ]
    for name in track_names():
        known = [(item.id, item.title, "yes" if item.spreads else "no") for item in templates(name)]
        rows = "\n".join(f"| `{id}` | {title} | {spreads} |" for id, title, spreads in known)
        head = "| template | what it brings about | mends equal code elsewhere |\n|---|---|---|\n"
        parts.append(f"## Track {name}\n\n{head}{rows}\n")
    return "\n".join(parts)


def _row(recipe: RecipeInfo) -> str:
    changes = "yes" if recipe.fixable else "finds"
    return f"| `{recipe.id}` | {recipe.title} | {recipe.severity.value} | {changes} |"


def main() -> None:
    """Write the pages."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text)


if __name__ == "__main__":
    main()
