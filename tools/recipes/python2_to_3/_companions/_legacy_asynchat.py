"""Conversations over sockets: what the module ``asynchat`` did until Python 3.12 removed it.

An ``async_chat`` cuts what comes in at a terminator, and sends what is pushed as room allows. Overhaul
added this file when it converted the repository: it is part of the repository now, and may be edited.
New code is better written with ``asyncio``.
"""

import codecs
import errno
from collections import deque
from collections.abc import Iterable, MutableMapping
from typing import Any

from . import _legacy_asyncore as asyncore

_NOT_YET = frozenset({errno.EAGAIN, errno.EWOULDBLOCK, errno.EALREADY, errno.EINPROGRESS})
_BYTES = (bytes, bytearray, memoryview)


class async_chat(asyncore.dispatcher):
    """A dispatcher that collects input up to a terminator and sends producers one after the other.

    Subclasses define ``collect_incoming_data`` and ``found_terminator``. The wire carries bytes. Text that is
    pushed is encoded, and with a terminator that is text, input is text too: bytes that are no text become
    what ``os.fsdecode`` makes of such bytes, so that names of files stay what they are.
    """

    ac_in_buffer_size = 65536
    ac_out_buffer_size = 65536
    encoding = "utf-8"

    def __init__(self, sock: Any = None, map: MutableMapping[int, Any] | None = None) -> None:
        self.ac_in_buffer: bytes = b""
        self.ac_out_buffer: bytes = b""
        """What a subclass has put aside to be sent next."""
        self.incoming: list[Any] = []
        self.producer_fifo: deque[Any] = deque()
        self.terminator: Any = None
        self._decoder: codecs.IncrementalDecoder | None = None
        """Set while input is text: it keeps what has come of a character."""
        asyncore.dispatcher.__init__(self, sock, map)

    def collect_incoming_data(self, data: Any) -> None:
        """Input that holds no terminator: keep it."""
        raise NotImplementedError("must be implemented in subclass")

    def found_terminator(self) -> None:
        """The input up to a terminator is complete."""
        raise NotImplementedError("must be implemented in subclass")

    def _collect_incoming_data(self, data: Any) -> None:
        self.incoming.append(data)

    def _get_data(self) -> Any:
        empty: Any = "" if self.incoming and isinstance(self.incoming[0], str) else b""
        data = empty.join(self.incoming)
        del self.incoming[:]
        return data

    def set_terminator(self, term: Any) -> None:
        """Cut the input at ``term``: a string, or a number of bytes; None or an empty one: never."""
        if isinstance(term, int) and term < 0:
            raise ValueError("the number of received bytes must be positive")
        self.terminator = term

    def get_terminator(self) -> Any:
        """What the input is cut at now."""
        return self.terminator

    # ------------------------------------------------------------------------------------- input

    def handle_read(self) -> None:
        """Read, and hand on what is complete."""
        try:
            data = self.recv(self.ac_in_buffer_size)
        except BlockingIOError:
            return
        except OSError:
            self.handle_error()
            return
        self.ac_in_buffer += self._encoded(data)
        while self.ac_in_buffer and self._take(self.get_terminator()):
            pass

    def _take(self, terminator: Any) -> bool:
        """Hand on what can be of the input; False where the rest must wait for more."""
        if isinstance(terminator, str):
            terminator = self._encoded(terminator)
            if self._decoder is None:
                self._decoder = codecs.getincrementaldecoder(self.encoding)("surrogateescape")
        elif terminator and not isinstance(terminator, int):
            self._decoder = None
        if not terminator:
            self._collect(len(self.ac_in_buffer))
        elif isinstance(terminator, int):
            self._take_counted(terminator)
        else:
            return self._take_delimited(terminator)
        return True

    def _collect(self, length: int) -> None:
        data, self.ac_in_buffer = self.ac_in_buffer[:length], self.ac_in_buffer[length:]
        self._hand_on(data, final=False)

    def _hand_on(self, data: bytes, *, final: bool) -> None:
        """``data`` as input; ``final``: a terminator follows."""
        received: Any = data if self._decoder is None else self._decoder.decode(data, final)
        if received:
            self.collect_incoming_data(received)

    def _take_counted(self, wanted: int) -> None:
        if len(self.ac_in_buffer) < wanted:
            self.terminator = wanted - len(self.ac_in_buffer)
            self._collect(len(self.ac_in_buffer))
        else:
            self.terminator = 0
            data, self.ac_in_buffer = self.ac_in_buffer[:wanted], self.ac_in_buffer[wanted:]
            self._hand_on(data, final=True)
            self.found_terminator()

    def _take_delimited(self, terminator: bytes) -> bool:
        at = self.ac_in_buffer.find(terminator)
        if at >= 0:
            # Cut first: the handlers may look at, or change, what is left.
            data, self.ac_in_buffer = self.ac_in_buffer[:at], self.ac_in_buffer[at + len(terminator) :]
            self._hand_on(data, final=True)
            self.found_terminator()
            return True
        begun = find_prefix_at_end(self.ac_in_buffer, terminator)
        if begun == len(self.ac_in_buffer):
            return False
        self._collect(len(self.ac_in_buffer) - begun)
        return begun == 0

    # ------------------------------------------------------------------------------------ output

    def handle_write(self) -> None:
        """There is room: send on."""
        self.initiate_send()

    def handle_close(self) -> None:
        """The connection is gone."""
        self.close()

    def push(self, data: Any) -> None:
        """Send ``data`` after what waits already."""
        if isinstance(data, str):
            data = self._encoded(data)
        if not isinstance(data, _BYTES):
            raise TypeError(f"data argument must be byte-ish ({type(data)!r})")
        size = self.ac_out_buffer_size
        pieces: Iterable[Any] = (data[i : i + size] for i in range(0, len(data), size)) if len(data) > size else (data,)
        self.producer_fifo.extend(pieces)
        self.initiate_send()

    def push_with_producer(self, producer: Any) -> None:
        """Send what ``producer.more()`` gives, until it gives nothing, after what waits already."""
        self.producer_fifo.append(producer)
        self.initiate_send()

    def readable(self) -> bool:
        """Always: also while much is waiting to be sent."""
        return True

    def writable(self) -> bool:
        """While something waits, or the connection is not made yet."""
        return bool(self.ac_out_buffer) or bool(self.producer_fifo) or not self.connected

    def close_when_done(self) -> None:
        """Close once all that waits is sent."""
        self.producer_fifo.append(None)

    def _refill(self) -> None:
        """Put what a producer gives next in front of what waits."""
        while self.producer_fifo and not self.ac_out_buffer:
            first = self.producer_fifo[0]
            if first is None:
                return
            if not first:
                self.producer_fifo.popleft()
                continue
            data = first if isinstance(first, (*_BYTES, str)) else first.more()
            if isinstance(first, (*_BYTES, str)) or not data:
                self.producer_fifo.popleft()
            if data:
                self.ac_out_buffer = self._encoded(data)

    def initiate_send(self) -> None:
        """Send as much as there is room for at once."""
        while self.connected and (self.ac_out_buffer or self.producer_fifo):
            self._refill()
            if not self.ac_out_buffer:
                if self.producer_fifo and self.producer_fifo[0] is None:
                    self.producer_fifo.popleft()
                    self.handle_close()
                return
            try:
                sent = self.send(self.ac_out_buffer[: self.ac_out_buffer_size])
            except OSError as error:
                if error.errno not in _NOT_YET:
                    self.handle_error()
                return
            self.ac_out_buffer = self.ac_out_buffer[sent:]
            return

    def _encoded(self, data: Any) -> bytes:
        return data.encode(self.encoding, "surrogateescape") if isinstance(data, str) else bytes(data)

    def discard_buffers(self) -> None:
        """Forget what has come and what waits to be sent."""
        self.ac_in_buffer = b""
        self.ac_out_buffer = b""
        del self.incoming[:]
        self.producer_fifo.clear()


class simple_producer:
    """Gives ``data`` in pieces of ``buffer_size``."""

    def __init__(self, data: Any, buffer_size: int = 512) -> None:
        self.data = data
        self.buffer_size = buffer_size

    def more(self) -> Any:
        """The next piece; an empty one at the end."""
        piece, self.data = self.data[: self.buffer_size], self.data[self.buffer_size :]
        return piece


class fifo:
    """A queue, as older versions had it."""

    def __init__(self, list: Iterable[Any] | None = None) -> None:
        self.list: deque[Any] = deque(list or ())

    def __len__(self) -> int:
        return len(self.list)

    def is_empty(self) -> bool:
        """Whether nothing is in it."""
        return not self.list

    def first(self) -> Any:
        """What comes next, left in its place."""
        return self.list[0]

    def push(self, data: Any) -> None:
        """Add at the end."""
        self.list.append(data)

    def pop(self) -> tuple[int, Any]:
        """(1, what came next), taken out; (0, None) where nothing is in it."""
        return (1, self.list.popleft()) if self.list else (0, None)


def find_prefix_at_end(haystack: Any, needle: Any) -> int:
    """How many of the first characters of ``needle`` are the last of ``haystack``; never all of them."""
    length = len(needle) - 1
    while length and not haystack.endswith(needle[:length]):
        length -= 1
    return length
