"""Components, ranks and units."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.syntax.graph import page_ranks, strong_components, units

GRAPHS = st.dictionaries(
    st.sampled_from("abcdefgh"), st.lists(st.sampled_from("abcdefgh"), max_size=4), min_size=8, max_size=8
)


def test_dependencies_come_first() -> None:
    graph = {"app": ["model", "util"], "model": ["util"], "util": []}
    assert strong_components(graph) == [("util",), ("model",), ("app",)]


def test_a_cycle_is_one_component() -> None:
    graph = {"a": ["b"], "b": ["c"], "c": ["a"], "d": ["a"]}
    assert strong_components(graph) == [("a", "b", "c"), ("d",)]


def test_a_chain_deeper_than_the_stack() -> None:
    graph = {str(i): [str(i + 1)] for i in range(20_000)} | {"20000": []}
    assert strong_components(graph)[0] == ("20000",)


@given(GRAPHS)
def test_every_edge_leads_to_the_same_or_an_earlier_component(graph: dict[str, list[str]]) -> None:
    components = strong_components(graph)
    place = {node: i for i, component in enumerate(components) for node in component}
    assert sorted(place) == sorted(graph)
    assert all(place[target] <= place[node] for node, targets in graph.items() for target in targets)


@given(GRAPHS, st.randoms())
def test_the_order_of_keys_does_not_matter(graph: dict[str, list[str]], chance: random.Random) -> None:
    keys = list(graph)
    chance.shuffle(keys)
    assert strong_components({key: graph[key] for key in keys}) == strong_components(graph)


def test_what_is_imported_most_ranks_first() -> None:
    rows = page_ranks({"a": ["u"], "b": ["u"], "c": ["u", "a"], "u": []})
    assert (rows[0].path, rows[0].imported_by) == ("u", 3)
    assert sum(row.rank for row in rows) == pytest.approx(1.0)
    assert page_ranks({}) == []


def test_importing_oneself_is_no_recommendation() -> None:
    rows = {row.path: row for row in page_ranks({"a": ["a"], "b": []})}
    assert rows["a"].imported_by == 0


def test_small_files_share_a_unit() -> None:
    graph: dict[str, list[str]] = {f"{i:02}": [] for i in range(10)}
    assert units(graph, dict.fromkeys(graph, 20)) == [tuple(sorted(graph))]


def test_several_workers_have_work() -> None:
    graph: dict[str, list[str]] = {f"{i:03}": [] for i in range(100)}
    found = units(graph, dict.fromkeys(graph, 100))
    assert 14 <= len(found) <= 18
    assert sorted(path for unit in found for path in unit) == sorted(graph)


def test_a_giant_cycle_is_split() -> None:
    names = [f"{i:02}" for i in range(50)]
    graph = {name: [names[i - 1]] for i, name in enumerate(names)}
    found = units(graph, dict.fromkeys(graph, 1_000))
    assert max(len(unit) for unit in found) == 2
    assert sorted(path for unit in found for path in unit) == names


@given(GRAPHS, st.integers(0, 900))
def test_units_keep_the_order_of_dependencies(graph: dict[str, list[str]], lines: int) -> None:
    component = {node: i for i, group in enumerate(strong_components(graph)) for node in group}
    place = {path: i for i, unit in enumerate(units(graph, dict.fromkeys(graph, lines))) for path in unit}
    assert sorted(place) == sorted(graph)
    for node, targets in graph.items():
        assert all(place[t] <= place[node] or component[t] == component[node] for t in targets)
