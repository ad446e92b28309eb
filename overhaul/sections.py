"""What all settings share: typed sections, and errors that name the key and the nearest known one."""

import difflib
import tomllib
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from overhaul.domain.errors import BadSettings

_MOST_BYTES = 1 << 18
"""A repository's own file is a stranger's: this is far more than settings need."""


class Section(BaseModel):
    """A table of settings: unknown keys are refused, and every field says what it is for."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def read_toml(data: bytes, name: str) -> dict[str, Any]:
    """The table in a TOML file.

    Raises:
        BadSettings: it is too long, nested too deeply, or no TOML.
    """
    if len(data) > _MOST_BYTES:
        raise BadSettings(f"{name} is {len(data):,} bytes long, more than {_MOST_BYTES:,}")
    try:
        return tomllib.loads(data.decode("utf-8"))
    except RecursionError as exc:
        raise BadSettings(f"{name} is nested too deeply") from exc
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise BadSettings(f"{name} is not valid TOML: {exc}", hint="see docs/reference/configuration.md") from exc


def bad_settings(exc: ValidationError, name: str, model: type[BaseModel]) -> BadSettings:
    """What pydantic found wrong with the settings in ``name``, for a user."""
    first = exc.errors()[0]
    location = ".".join(str(part) for part in first["loc"] if part != "[key]")
    if first["type"] == "extra_forbidden":
        known = sorted(known_keys(model))
        plain = ".".join(str(part) for part in first["loc"] if not isinstance(part, int))
        near = difflib.get_close_matches(plain, known, n=1, cutoff=0.4)
        hint = f"did you mean {near[0]}?" if near else f"known keys: {', '.join(known)}"
        return BadSettings(f"{name}: unknown key {location}", hint=hint)
    return BadSettings(f"{name}: {location}: {first['msg']}", hint="see docs/reference/configuration.md")


def known_keys(model: type[BaseModel], prefix: str = "") -> dict[str, Any]:
    """Every key of a settings model, dotted, with its description; a list of tables stands under its name."""
    keys: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        kind = field.annotation
        inner = next((part for part in (kind, *get_args(kind)) if _is_section(part)), None)
        if inner is not None:
            keys.update(known_keys(inner, f"{prefix}{name}."))
        else:
            keys[prefix + name] = field.description
    return keys


def _is_section(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, Section)
