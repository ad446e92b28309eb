"""Server-sent events: the payloads in a stream of bytes, read without trusting any of them."""

from collections.abc import Iterator

_DONE = b"[DONE]"


class Events:
    """Takes bytes as they come, and gives the data of each event that is whole.

    Comments, by which servers keep a line open, are none. An event that the stream breaks off in is never given:
    nothing says that it is whole.
    """

    def __init__(self) -> None:
        self.done = False
        """Whether ``[DONE]`` came. What comes after it is passed over."""
        self._line: list[bytes] = []
        self._data: list[bytes] = []

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The payloads that ``chunk`` makes whole."""
        *whole, rest = chunk.split(b"\n")
        for end in whole:
            line = (b"".join((*self._line, end)) if self._line else end).removesuffix(b"\r")
            self._line = []
            payload = self._take(line)
            if self.done:
                return
            if payload is not None:
                yield payload
        if rest:
            self._line.append(rest)

    def _take(self, line: bytes) -> bytes | None:
        """Take one line in; the payload, where it ends an event."""
        if line.startswith(b"data:"):
            self._data.append(line[5:].removeprefix(b" "))
        if line or not self._data:
            return None
        payload = b"\n".join(self._data)
        self._data = []
        self.done = payload.startswith(_DONE)
        return payload
