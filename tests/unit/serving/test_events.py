"""Server-sent events, in whatever pieces they come."""

import pytest

from serving.events import Events


def read(*chunks: bytes) -> tuple[list[bytes], bool]:
    events = Events()
    return [payload for chunk in chunks for payload in events.feed(chunk)], events.done


STREAM = (
    b': ping\n\ndata: {"a":1}\n\nevent: x\r\nid: 7\r\ndata:two\r\ndata: lines\r\n\r\n\n\ndata: [DONE]\n\ndata: late\n\n'
)


@pytest.mark.parametrize("size", [1, 2, 3, 7, len(STREAM)])
def test_events_in_pieces(size: int) -> None:
    chunks = [STREAM[start : start + size] for start in range(0, len(STREAM), size)]
    assert read(*chunks)[0][:2] == [b'{"a":1}', b"two\nlines"]
    assert len(read(STREAM)[0]) == 2 and read(STREAM)[1]


@pytest.mark.parametrize(
    ("stream", "payloads"),
    [
        (b"", []),
        (b"data: half", []),
        (b"data: half\n", []),
        (b"data: a\xe2\x80\xa8b\n\n", [b"a\xe2\x80\xa8b"]),
        (b"data:\n\n", [b""]),
        (b"data\n\nDATA: x\n\n", []),
        (b"\n\n\n\n", []),
        (b"data: a\rb\n\n", [b"a\rb"]),
    ],
)
def test_edges(stream: bytes, payloads: list[bytes]) -> None:
    assert read(stream) == (payloads, False)
