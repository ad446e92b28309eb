"""Models and adapters as files, a few hundred bytes each: their headers say what real ones say."""

import json
from pathlib import Path

Shapes = dict[str, tuple[int, ...]]


def write_safetensors(file: Path, shapes: Shapes, *, fill: int = 0, dtype: str = "F32") -> None:
    """A file in the format, every byte of its tensors ``fill``."""
    table, at = {}, 0
    for name, shape in shapes.items():
        size = 4
        for side in shape:
            size *= side
        table[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [at, at + size]}
        at += size
    header = json.dumps({"__metadata__": {"format": "pt"}, **table}).encode()
    file.write_bytes(len(header).to_bytes(8, "little") + header + bytes([fill]) * at)


def make_model(folder: Path, *, width: int = 8, fill: int = 0, dtype: str = "F32") -> Path:
    """A model with one projection."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps({"hidden_size": width}))
    shapes: Shapes = {"model.layers.0.q_proj.weight": (2 * width, width), "model.norm.weight": (width,)}
    write_safetensors(folder / "model.safetensors", shapes, fill=fill, dtype=dtype)
    return folder


def make_adapter(
    folder: Path, base: str, *, width: int = 8, rank: int = 4, module: str = "q_proj", fill: int = 1, **config: object
) -> Path:
    """An adapter of that projection."""
    folder.mkdir(parents=True, exist_ok=True)
    plain = {"peft_type": "LORA", "r": rank, "base_model_name_or_path": base, "bias": "none"}
    (folder / "adapter_config.json").write_text(json.dumps({**plain, **config}))
    name = f"base_model.model.model.layers.0.{module}"
    shapes: Shapes = {f"{name}.lora_A.weight": (rank, width), f"{name}.lora_B.weight": (2 * width, rank)}
    write_safetensors(folder / "adapter_model.safetensors", shapes, fill=fill)
    return folder
