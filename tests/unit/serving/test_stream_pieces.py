"""However the network cuts a stream up, the answer is the same."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from overhaul.domain.models import Finish
from serving.stream import Collected, collect

WORDS = ["def ", "add", "(a, ", "b):\n", "    return ", "a + b  # é\n"]
_CHUNKS = [{"choices": [{"index": 0, "delta": {"content": word}}]} for word in WORDS]
_LAST = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
_USAGE = {"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 6}}
WHOLE = b"".join(
    b"data: " + json.dumps(chunk, ensure_ascii=False).encode() + b"\n\n" for chunk in [*_CHUNKS, _LAST, _USAGE]
)
WHOLE += b"data: [DONE]\n\n"


async def _cut(size: int) -> AsyncIterator[bytes]:
    for at in range(0, len(WHOLE), size):
        yield WHOLE[at : at + size]


@pytest.mark.parametrize("size", [1, 7, 64, 200, 500, len(WHOLE)])
def test_an_answer_in_pieces_of(size: int) -> None:
    async def read() -> Collected:
        return await collect(_cut(size), 64, 5, 5)

    came = asyncio.run(read())
    assert came.text == "".join(WORDS)
    assert came.end() is Finish.STOP
    assert came.usage == {"prompt_tokens": 3, "completion_tokens": 6}
