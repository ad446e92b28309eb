"""How a vLLM server fares, from its ``/metrics``: the few numbers that say whether it is used well."""

import math
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from overhaul.domain.servers import ServerStatus
from serving.failures import Failure, tidy
from serving.wire import Wire

_SAMPLE = re.compile(r"(?P<name>[a-zA-Z_:][\w:]*)(?:\{(?P<labels>.*)\})?\s+(?P<value>\S+)(?:\s+-?\d+)?\Z")
_LABEL = re.compile(r'([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"')
_ESCAPES = {r"\\": "\\", r"\"": '"', r"\n": "\n"}


class Sample(NamedTuple):
    """One number and what it is about."""

    name: str
    labels: dict[str, str]
    value: float


def samples(text: str) -> Iterator[Sample]:
    """The samples of Prometheus's text format; comments and lines that are none of it are passed over."""
    for line in text.splitlines():
        found = _SAMPLE.match(line.strip()) if line and line[0] != "#" else None
        if found is None:
            continue
        try:
            value = float(found["value"])
        except ValueError:
            continue
        labels = {name: _plain(raw) for name, raw in _LABEL.findall(found["labels"] or "")}
        yield Sample(found["name"], labels, value)


def _plain(raw: str) -> str:
    return re.sub(r'\\[\\"n]', lambda escape: _ESCAPES[escape[0]], raw)


class Numbers:
    """The samples of one answer, added up over engines (a server with data parallelism has several)."""

    def __init__(self, text: str) -> None:
        self._samples = [sample for sample in samples(text) if math.isfinite(sample.value)]

    def total(self, name: str) -> float:
        """The sum; 0 where there is none."""
        return sum(sample.value for sample in self._samples if sample.name == name)

    def mean(self, name: str) -> float | None:
        """The mean over engines; None where there is none."""
        found = [sample.value for sample in self._samples if sample.name == name]
        return sum(found) / len(found) if found else None

    def rate(self, part: str, whole: str) -> float | None:
        """One counter by another; None where nothing was counted."""
        return self.total(part) / self.total(whole) if self.total(whole) else None

    def by(self, name: str, label: str) -> dict[str, int]:
        """The sums by a label's value, zeros left out."""
        found: dict[str, int] = {}
        for sample in self._samples:
            if sample.name == name and sample.value:
                key = tidy(sample.labels.get(label, ""))
                found[key] = found.get(key, 0) + int(sample.value)
        return found

    def newest(self, name: str) -> dict[str, str]:
        """The labels of the sample with the highest value: vLLM puts a time there."""
        found = [sample for sample in self._samples if sample.name == name]
        return max(found, key=lambda sample: sample.value).labels if found else {}


def status(wire: Wire) -> ServerStatus:
    """What one server says of itself. Never raises: a server that does not answer is a status too."""
    try:
        listing = wire.get(f"{wire.api}/models")
        if listing.status != 200:
            return ServerStatus(base_url=wire.root, ok=False, problem=listing.problem)
        version = wire.get(f"{wire.root}/version")
        metrics = wire.get(f"{wire.root}/metrics")
    except Failure as failure:
        return ServerStatus(base_url=wire.root, ok=False, problem=failure.message)
    models = names(listing.value)
    known = version.value.get("version", "") if isinstance(version.value, dict) else ""
    if metrics.status != 200:
        problem = "it has no /metrics; other servers than vLLM mostly have none"
        return ServerStatus(base_url=wire.root, ok=True, problem=problem, version=tidy(str(known)), models=models)
    return _read(Numbers(metrics.text), wire.root, tidy(str(known)), models)


def names(listing: object) -> tuple[str, ...]:
    """The models of an answer of ``/v1/models``, sorted."""
    found = [row.get("id") for row in rows(listing)]
    return tuple(sorted(tidy(name) for name in found if isinstance(name, str)))


def rows(listing: object) -> list[dict[str, Any]]:
    """What an answer of ``/v1/models`` says of each model; what is none of it is passed over."""
    data = listing.get("data") if isinstance(listing, dict) else None
    found = data if isinstance(data, list) else []
    return [row for row in found if isinstance(row, dict) and isinstance(row.get("id"), str)]


def _read(numbers: Numbers, base_url: str, version: str, models: tuple[str, ...]) -> ServerStatus:
    lora = numbers.newest("vllm:lora_requests_info")
    drafted, accepted = "vllm:spec_decode_num_draft_tokens_total", "vllm:spec_decode_num_accepted_tokens_total"
    return ServerStatus(
        base_url=base_url,
        ok=True,
        version=version,
        models=models,
        running=int(numbers.total("vllm:num_requests_running")),
        waiting=int(numbers.total("vllm:num_requests_waiting")),
        kv_cache_use=numbers.mean("vllm:kv_cache_usage_perc"),
        prefix_hit_rate=numbers.rate("vllm:prefix_cache_hits_total", "vllm:prefix_cache_queries_total"),
        acceptance_rate=numbers.rate(accepted, drafted),
        prompt_tokens=int(numbers.total("vllm:prompt_tokens_total")),
        cached_tokens=int(numbers.total("vllm:prompt_tokens_cached_total")),
        generated_tokens=int(numbers.total("vllm:generation_tokens_total")),
        finished=numbers.by("vllm:request_success_total", "finished_reason"),
        adapters_running=tuple(tidy(one) for one in lora.get("running_lora_adapters", "").split(",") if one),
        max_adapters=int(lora.get("max_lora", "0")) if lora.get("max_lora", "0").isdigit() else 0,
    )
