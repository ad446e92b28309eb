"""What is known of models and adapters from their files: which is which, and what fits what."""

from pathlib import Path

import pytest

from overhaul.domain.errors import BadInput
from serving.weights import local_model, misfits, model_hash, model_shapes, read_adapter
from tests.support.safetensors import make_adapter, make_model


def test_equal_models_have_equal_hashes_wherever_they_are(tmp_path: Path) -> None:
    assert model_hash(make_model(tmp_path / "a")) == model_hash(make_model(tmp_path / "b"))


@pytest.mark.parametrize("change", [{"width": 16}, {"fill": 9}, {"dtype": "I32"}])
def test_other_models_have_other_hashes(tmp_path: Path, change: dict[str, int]) -> None:
    assert model_hash(make_model(tmp_path / "a")) != model_hash(make_model(tmp_path / "b", **change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "breaks off"),
        (b"\x00" * 8, "breaks off"),
        ((1 << 60).to_bytes(8, "little") + b"{}", "breaks off"),
        ((50).to_bytes(8, "little") + b"{}", "breaks off"),
    ],
)
def test_a_damaged_file_is_said(tmp_path: Path, content: bytes, said: str) -> None:
    folder = make_model(tmp_path / "a")
    (folder / "model.safetensors").write_bytes(content)
    with pytest.raises(BadInput, match=said):
        model_hash(folder)


def test_a_model_of_pickles_is_not_taken(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "a")
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(BadInput, match="no safetensors file"):
        model_hash(folder)


def test_a_model_is_found_by_path_and_by_name(tmp_path: Path) -> None:
    folder = make_model(tmp_path / "a")
    assert local_model(str(folder), tmp_path / "cache") == folder
    repository = tmp_path / "cache/hub/models--org--coder"
    snapshot = make_model(repository / "snapshots/abc")
    (repository / "refs").mkdir()
    (repository / "refs/main").write_text("abc")
    assert local_model("org/coder", tmp_path / "cache") == snapshot
    assert local_model("org/other", tmp_path / "cache") is None


def test_an_adapter_as_its_files_say_it(tmp_path: Path) -> None:
    files = read_adapter(make_adapter(tmp_path / "a", "org/coder", rank=4, rank_pattern={"x": 6}))
    assert (files.base, files.rank) == ("org/coder", 6)
    assert files.sha256 != read_adapter(make_adapter(tmp_path / "b", "org/coder", fill=2)).sha256


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"peft_type": "IA3"}, "no LoRA adapter, but 'IA3'"),
        ({"use_dora": True}, "use_dora=True"),
        ({"bias": "all"}, "bias='all'"),
        ({"modules_to_save": ["lm_head"]}, "modules_to_save"),
        ({"r": 0}, "names no rank"),
    ],
)
def test_what_vllm_cannot_serve_is_refused(tmp_path: Path, config: dict[str, object], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_adapter(make_adapter(tmp_path / "a", "org/coder", **config))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["adapter_model.bin", "adapter_model.pt", "new_embeddings.bin"])
def test_weights_that_may_run_code_are_refused(tmp_path: Path, name: str) -> None:
    folder = make_adapter(tmp_path / "a", "org/coder")
    (folder / name).write_bytes(b"\x80")
    with pytest.raises(BadInput, match="pickle"):
        read_adapter(folder)


def test_what_training_leaves_beside_them_is_no_matter(tmp_path: Path) -> None:
    folder = make_adapter(tmp_path / "a", "org/coder")
    (folder / "training_args.bin").write_bytes(b"\x80")
    (folder / "optimizer.pt").write_bytes(b"\x80")
    assert read_adapter(folder).rank == 4


@pytest.mark.parametrize(
    ("adapter", "base", "said"),
    [
        ({}, {}, []),
        ({"width": 16}, {}, ["q_proj is 16 × 8 in the base, and lora_A has 16", "and lora_B has 32"]),
        ({"module": "k_proj"}, {}, ["k_proj, which the base has not"] * 2),
        ({"width": 16}, {"dtype": "I32"}, []),
    ],
)
def test_what_fits(tmp_path: Path, adapter: dict[str, int], base: dict[str, str], said: list[str]) -> None:
    model = make_model(tmp_path / "model", **base)  # type: ignore[arg-type]
    files = read_adapter(make_adapter(tmp_path / "a", "x", **adapter))  # type: ignore[arg-type]
    found = list(misfits(files.shapes, model_shapes(model)))
    assert len(found) == len(said) and all(part in line for part, line in zip(said, found, strict=True)), found
