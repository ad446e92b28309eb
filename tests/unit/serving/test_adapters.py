"""The registry of adapters: what it takes, what it keeps, and which adapter a job gets."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from overhaul.domain.errors import BadInput, StoreFailure
from overhaul.domain.servers import Adapter
from serving.adapters import AdapterRegistry, choose, examine, intact, servable
from tests.support.safetensors import make_adapter, make_model


def adapter(name: str, version: int = 1, **changes: object) -> Adapter:
    plain = Adapter(
        name=name, version=version, path=f"/adapters/{name}", base="org/coder", base_sha256="b" * 64, rank=8, sha256="a"
    )
    return plain.model_copy(update=changes)


def looked_at(folder: Path, base: Path, *, renamed: bool = False, most_rank: int = 16, name: str = "a") -> Adapter:
    return examine(folder, base, ("coder",), name=name, version=1, most_rank=most_rank, renamed=renamed)


@pytest.fixture
def registry(tmp_path: Path) -> AdapterRegistry:
    return AdapterRegistry(tmp_path / "state/adapters.json")


def test_what_is_added_is_there_for_others(registry: AdapterRegistry, tmp_path: Path) -> None:
    registry.add(adapter("b"))
    registry.add(adapter("a", 2, repositories=("*/shop",)))
    registry.add(adapter("a", 1))
    again = AdapterRegistry(tmp_path / "state/adapters.json")
    assert [one.served_name for one in again.all()] == ["a@1", "a@2", "b@1"]
    assert again.get("a").version == 2 and again.get("a@1").version == 1
    assert (again.next_version("a"), again.next_version("new")) == (3, 1)


def test_a_version_never_changes(registry: AdapterRegistry) -> None:
    registry.add(adapter("a"))
    registry.add(adapter("a", track="python2-to-3"))
    with pytest.raises(BadInput, match="with other weights") as caught:
        registry.add(adapter("a", sha256="other"))
    assert caught.value.hint.endswith("--version 2")


def test_on_and_off_and_gone(registry: AdapterRegistry) -> None:
    registry.add(adapter("a"))
    registry.enable(adapter("a"), False)
    assert not registry.get("a").enabled
    registry.remove(adapter("a"))
    with pytest.raises(BadInput, match="no adapter a"):
        registry.get("a")


def test_nobodys_change_is_lost(registry: AdapterRegistry) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda version: registry.add(adapter("a", version)), range(1, 25)))
    assert len(registry.all()) == 24


def test_a_damaged_file_is_said_and_kept(registry: AdapterRegistry, tmp_path: Path) -> None:
    registry.add(adapter("a"))
    (tmp_path / "state/adapters.json").write_text("[{}]")
    with pytest.raises(StoreFailure, match="damaged"):
        registry.add(adapter("b"))
    assert (tmp_path / "state/adapters.json").read_text() == "[{}]"


def test_an_adapter_of_the_served_model_is_taken(tmp_path: Path) -> None:
    model = make_model(tmp_path / "coder")
    for base in (str(model), "org/coder", "Coder", str(tmp_path / "elsewhere/coder")):
        assert looked_at(make_adapter(tmp_path / "a", base), model).base == base


def test_the_same_model_in_another_folder_is_the_same(tmp_path: Path) -> None:
    trained_on = make_model(tmp_path / "training/base")
    assert looked_at(make_adapter(tmp_path / "a", str(trained_on)), make_model(tmp_path / "coder")).rank == 4


@pytest.mark.parametrize("renamed", [False, True])
def test_a_tuned_model_of_the_same_shape_is_another(tmp_path: Path, renamed: bool) -> None:
    trained_on = make_model(tmp_path / "coder-instruct", fill=3)
    with pytest.raises(BadInput, match=r"base is .*coder-instruct.* serves .*coder: they are different models"):
        looked_at(make_adapter(tmp_path / "a", str(trained_on)), make_model(tmp_path / "coder"), renamed=renamed)


def test_another_name_is_refused_unless_the_user_knows_better(tmp_path: Path) -> None:
    model, folder = make_model(tmp_path / "coder"), make_adapter(tmp_path / "a", "org/writer")
    with pytest.raises(BadInput, match="base is org/writer, and the server serves coder"):
        looked_at(folder, model)
    assert looked_at(folder, model, renamed=True).base == "org/writer"


def test_shapes_are_looked_at_whatever_the_name_says(tmp_path: Path) -> None:
    folder = make_adapter(tmp_path / "a", "org/coder", width=16)
    with pytest.raises(BadInput, match="no adapter for coder"):
        looked_at(folder, make_model(tmp_path / "coder"), renamed=True)


def test_no_room_for_its_rank(tmp_path: Path) -> None:
    folder = make_adapter(tmp_path / "a", "org/coder", rank=8)
    with pytest.raises(BadInput, match="has rank 8, and the server makes room for 4"):
        looked_at(folder, make_model(tmp_path / "coder"), most_rank=4)


@pytest.mark.parametrize("name", ["", "A", "a b", "../a", "a@b", "-a", "x" * 65])
def test_names_that_cannot_be_a_models(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="name"):
        looked_at(make_adapter(tmp_path / "a", "org/coder"), make_model(tmp_path / "coder"), name=name)


def test_files_that_change_afterwards_are_noticed(tmp_path: Path) -> None:
    found = looked_at(make_adapter(tmp_path / "a", "org/coder"), make_model(tmp_path / "coder"))
    assert intact(found) == ""
    make_adapter(tmp_path / "a", "org/coder", fill=7)
    assert "were changed" in intact(found)


def test_which_a_server_is_to_have() -> None:
    rows = [adapter("on"), adapter("off", enabled=False), adapter("other", base_sha256="c"), adapter("big", rank=64)]
    assert [one.name for one in servable(rows, "b" * 64, 16)] == ["on"]


ROWS = [
    adapter("any"),
    adapter("tracked", track="python2-to-3"),
    adapter("java", 9, track="java8-to-21"),
    adapter("shops", repositories=("*/shop-*",)),
    adapter("shop", repositories=("shop-web", "other")),
    adapter("shop", 2, repositories=("shop-web",)),
    adapter("shop", 3, repositories=("shop-web",), enabled=False),
    adapter("exact", repositories=("https://git.corp/team/till",)),
]


@pytest.mark.parametrize(
    ("track", "repository", "expected"),
    [
        ("python2-to-3", "/srv/unrelated", "tracked@1"),
        ("cobol", "/srv/unrelated", "any@1"),
        ("java8-to-21", "/srv/unrelated", "java@9"),
        ("python2-to-3", "https://git.corp/team/shop-app.git", "shops@1"),
        ("python2-to-3", "https://git.corp/team/shop-web.git", "shop@2"),
        ("python2-to-3", "/home/me/shop-web/", "shop@2"),
        ("python2-to-3", "https://git.corp/team/till", "exact@1"),
    ],
)
def test_the_most_specific_and_newest_is_chosen(track: str, repository: str, expected: str) -> None:
    for rows in (ROWS, ROWS[::-1]):
        chosen = choose(rows, track, repository)
        assert chosen is not None and chosen.served_name == expected


def test_only_one_for_the_model_that_is_asked() -> None:
    rows = [adapter("small", model="coder-7b"), adapter("large", model="coder-30b")]
    chosen = [choose(rows, "python2-to-3", "/y", model) for model in ("coder-7b", "coder-30b", "writer")]
    assert [one.name if one else None for one in chosen] == ["small", "large", None]


def test_none_where_none_fits() -> None:
    assert choose([adapter("a", track="java8-to-21"), adapter("b", repositories=("x",))], "python2-to-3", "/y") is None
