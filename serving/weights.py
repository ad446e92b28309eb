"""What can be known of a model or an adapter from its files, without loading it."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from overhaul.domain.errors import BadInput

_SAMPLE_BYTES = 1 << 16
_MOST_HEADER = 100 << 20
"""What safetensors itself allows."""
_PICKLES = (".bin", ".pt", ".pth", ".pkl", ".ckpt")
_PREFIX = "base_model.model."
_PACKED = frozenset({"I32", "U8", "I8", "U32"})
"""Weights of quantized models: several packed into one number, so that shapes say nothing."""

Shapes = dict[str, tuple[str, tuple[int, ...]]]
"""Tensor name → its type and shape."""


class AdapterFiles(NamedTuple):
    """A LoRA adapter as its folder describes it."""

    folder: Path
    base: str
    """What it calls its base model: a name or a path."""
    rank: int
    sha256: str
    shapes: Shapes


def local_model(model: str, cache: Path) -> Path | None:
    """The folder of ``model``: a path, or a name found in the Hugging Face cache; None where there is none."""
    if (Path(model) / "config.json").is_file():
        return Path(model).resolve()
    folder = cache / "hub" / f"models--{model.replace('/', '--')}"
    try:
        commit = (folder / "refs" / "main").read_text().strip()
    except OSError:
        return None
    snapshot = folder / "snapshots" / commit
    return snapshot if (snapshot / "config.json").is_file() else None


def model_hash(folder: Path) -> str:
    """The sha256 that tells a model from others: fast, also for hundreds of gigabytes.

    It covers ``config.json`` and, of every safetensors file, name, size, header (the names, types and
    shapes of its tensors) and three samples of 64 KiB, so that two tunings of one architecture differ.

    Raises:
        BadInput: there is no config, or no safetensors file, or one is damaged.
    """
    digest = hashlib.sha256(_read(folder / "config.json"))
    for file in _weights(folder):
        size = file.stat().st_size
        header = _header(file)
        digest.update(f"\0{file.name}\0{size}\0".encode() + header)
        begin = 8 + len(header)
        with file.open("rb") as stream:
            for place in (begin, (begin + size) // 2, max(begin, size - _SAMPLE_BYTES)):
                stream.seek(place)
                digest.update(stream.read(_SAMPLE_BYTES))
    return digest.hexdigest()


def model_shapes(folder: Path) -> Shapes:
    """All tensors of a model."""
    return {name: shape for file in _weights(folder) for name, shape in _shapes(file).items()}


def read_adapter(folder: Path) -> AdapterFiles:
    """What ``folder`` holds.

    Raises:
        BadInput: it is no LoRA adapter that vLLM can serve, or holds weights as a pickle, which can run code.
    """
    config = _json(folder / "adapter_config.json")
    for file in sorted(folder.iterdir()):
        if file.suffix in _PICKLES and file.name.startswith(("adapter_model", "new_embeddings")):
            raise BadInput(
                f"{file} is a pickle, which may run code when it is loaded",
                hint="save the adapter as adapter_model.safetensors (peft does by default), and take the other away",
            )
    _servable(folder, config)
    weights = folder / "adapter_model.safetensors"
    digest = hashlib.sha256(_read(folder / "adapter_config.json"))
    try:
        with weights.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    except OSError as exc:
        raise BadInput(
            f"{weights} cannot be read: {exc.strerror}", hint="only adapters saved as safetensors are taken"
        ) from exc
    pattern = config.get("rank_pattern")
    ranks = [config.get("r"), *(pattern.values() if isinstance(pattern, dict) else ())]
    known = [rank for rank in ranks if isinstance(rank, int) and rank > 0]
    if not known:
        raise BadInput(f"{folder}: adapter_config.json names no rank (r)")
    base = config.get("base_model_name_or_path")
    return AdapterFiles(folder, str(base or ""), max(known), digest.hexdigest(), _shapes(weights))


def _servable(folder: Path, config: Mapping[str, Any]) -> None:
    if config.get("peft_type") != "LORA":
        raise BadInput(f"{folder} holds no LoRA adapter, but {config.get('peft_type')!r}")
    for key, plain in (("use_dora", (False, None)), ("bias", ("none", None)), ("modules_to_save", ([], None))):
        if config.get(key) not in plain:
            raise BadInput(f"{folder}: vLLM cannot serve an adapter with {key}={config.get(key)!r}")


def misfits(adapter: Shapes, base: Shapes) -> Iterator[str]:
    """Why an adapter cannot belong to a base: modules it changes that are not there, or of another shape.

    vLLM itself loads such an adapter without a word and answers noise.
    """
    for name, (_, shape) in sorted(adapter.items()):
        module, kind = _module(name)
        if not kind or len(shape) != 2:
            continue
        if not any(f"{module}.{weight}" in base for weight in ("weight", "qweight", "weight_packed")):
            yield f"it changes {module}, which the base has not"
            continue
        dtype, wanted = base.get(f"{module}.weight", ("U8", ()))
        if dtype in _PACKED or len(wanted) != 2:
            continue
        side = 1 if kind == "lora_A" else 0
        if shape[side] != wanted[side]:
            yield f"{module} is {wanted[0]} × {wanted[1]} in the base, and {kind} has {shape[side]}"


def _module(name: str) -> tuple[str, str]:
    """``base_model.model.x.q_proj.lora_A.weight`` → (``x.q_proj``, ``lora_A``); no kind where it is none."""
    plain = name.removeprefix(_PREFIX)
    for kind in ("lora_A", "lora_B"):
        if plain.endswith(f".{kind}.weight"):
            return plain.removesuffix(f".{kind}.weight"), kind
    return plain, ""


def _weights(folder: Path) -> list[Path]:
    files = sorted(folder.glob("*.safetensors"))
    if not files:
        raise BadInput(f"{folder} holds no safetensors file", hint="convert the model; pickles are not taken")
    return files


def _header(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            length = int.from_bytes(stream.read(8), "little")
            header = stream.read(length) if 2 <= length <= _MOST_HEADER else b""
    except OSError as exc:
        raise BadInput(f"{file} cannot be read: {exc.strerror}", hint="check the folder's path") from exc
    if not header or len(header) != length:
        raise BadInput(f"{file} is no safetensors file, or breaks off", hint="copy it anew")
    return header


def _shapes(file: Path) -> Shapes:
    try:
        table = json.loads(_header(file))
        return {
            str(name): (str(entry["dtype"]), tuple(int(side) for side in entry["shape"]))
            for name, entry in table.items()
            if name != "__metadata__"
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as exc:
        raise BadInput(f"{file} is no safetensors file: its header cannot be read") from exc


def _json(file: Path) -> dict[str, Any]:
    try:
        value = json.loads(_read(file))
    except (ValueError, RecursionError) as exc:
        raise BadInput(f"{file} is not JSON: {exc}") from exc
    if not isinstance(value, dict):
        raise BadInput(f"{file} holds no object")
    return value


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as exc:
        raise BadInput(f"{file} cannot be read: {exc.strerror}", hint="check the folder's path") from exc
