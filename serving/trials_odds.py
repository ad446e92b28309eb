"""Whether the whole of a prompt counts, and whether an adapter is applied: read off the next token's odds.

The odds show what no text of a random model could: the same prompt twice gives the noise, another gives the signal.
"""

from serving.failures import Failure, Kind
from serving.trials import BLOCK, Subject, Tried, distance, failed, passed, skipped, told_apart

MOST_TOKENS = 32_000
"""Of the long prompt: more would keep a GPU busy for too long at every start."""
PAID_TOKENS = 4_000
"""The same where every token has its price: the whole check takes four such prompts."""
_PROMPTS = ("def parse(line):\n    return", "import os\nfor name in", "The tests of this module")


def long_context(subject: Subject) -> Tried:
    """The whole of a long prompt counts: its length as told grows with it, and its beginning changes the answer."""
    context = subject.client.endpoint.context
    room = subject.told_room()
    if room is not None and room < context:
        detail = f"the server holds {room:,} tokens, the endpoint is set to {context:,}"
        advice = f"set the endpoint's context to {room}, or raise server.max_model_len"
        return failed(detail, advice)
    most = PAID_TOKENS if subject.client.endpoint.price_input else MOST_TOKENS
    one, two = (subject.ask(BLOCK * count, max_tokens=1).usage.prompt_tokens for count in (4, 8))
    each = max((two - one) / 4, 0.25)
    blocks = int((min(context, most) * 0.9 - 64) / each)
    expected = int(one + each * (blocks - 4))
    told = subject.ask(BLOCK * blocks, max_tokens=1).usage.prompt_tokens
    if told < 0.95 * expected:
        detail = f"of a prompt of {expected:,} tokens it read {told:,}"
        advice = "raise the server's own limit (vLLM: server.max_model_len; Ollama: num_ctx), or lower context"
        return failed(detail, advice)
    return _beginning(subject, blocks, told)


def _beginning(subject: Subject, blocks: int, told: int) -> Tried:
    """Whether what stands first is still known at the end: the same prompt but for its first line."""

    def prompt(word: str) -> str:
        return f"SECRET = {word!r}\n\n{BLOCK * (blocks - 4)}print(SECRET)  # prints '"

    advice = "the server forgets the beginning: check its context, its sliding window and its rope settings"
    first, again, other = (
        subject.next_token(prompt(word), subject.model) for word in ("zebra quartz", "zebra quartz", "violin copper")
    )
    if first is None or again is None or other is None:
        said = [subject.ask(prompt(word), max_tokens=16).text for word in ("zebra quartz", "violin copper")]
        kept, how = said[0] != said[1], "by the answers' text"
    else:
        signal, noise = distance(first, other), distance(first, again)
        kept, how = told_apart(signal, noise), f"by {signal:.2g} in log probability, {noise:.2g} of it chance"
    if kept:
        return passed(f"{told:,} tokens; the first line changes the answer {how}")
    detail = f"{told:,} tokens are counted, and the first line changes nothing ({how})"
    return failed(detail, advice)


def adapters_answer(subject: Subject) -> Tried:
    """Every adapter answers otherwise than the base: it is loaded and applied, not only listed."""
    if not subject.adapters:
        return skipped("none")
    listed = {row.get("id") for row in subject.listing}
    for adapter in subject.adapters:
        if adapter not in listed:
            advice = f"overhaul adapter load {adapter}"
            return failed(f"{adapter} is not loaded", advice)
        if not _differs(subject, adapter):
            advice = "its weights may be zero or its modules unknown to the server; see the server's log"
            return failed(f"{adapter} answers exactly as the base does", advice)
    return passed(f"{', '.join(subject.adapters)}: each unlike the base")


def _differs(subject: Subject, adapter: str) -> bool:
    base = _base_of(subject, adapter)
    for prompt in _PROMPTS:
        one, again = subject.next_token(prompt, base), subject.next_token(prompt, base)
        other = subject.next_token(prompt, adapter)
        if one is None or again is None or other is None:
            return _text(subject, prompt, base) != _text(subject, prompt, adapter)
        if told_apart(distance(one, other), distance(one, again)):
            return True
    return False


def _base_of(subject: Subject, adapter: str) -> str:
    parents = [row.get("parent") for row in subject.listing if row.get("id") == adapter]
    return str(parents[0]) if parents and parents[0] else subject.model


def _text(subject: Subject, prompt: str, model: str) -> object:
    body = {"model": model, "messages": [{"role": "user", "content": prompt}], "max_tokens": 24, "temperature": 0}
    said = subject.wire.post(f"{subject.wire.api}/chat/completions", body, seconds=180)
    if said.status != 200:
        raise Failure(Kind.SERVER_ERROR, said.problem)
    return _message(said.value)


def _message(value: object) -> object:
    choices = value.get("choices") if isinstance(value, dict) else None
    return choices[0].get("message", {}).get("content") if choices else None
