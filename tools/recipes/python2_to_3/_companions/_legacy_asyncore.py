"""Sockets served by one thread: what the module ``asyncore`` did until Python 3.12 removed it.

A ``dispatcher`` wraps a non-blocking socket and stands in a map from file descriptor to dispatcher.
``loop`` asks the operating system which descriptors are ready and calls the ``handle_…`` methods of
their dispatchers. Overhaul added this file when it converted the repository: it is part of the
repository now, and may be edited. New code is better written with ``asyncio``.
"""

import contextlib
import errno
import os
import select
import socket
import sys
import time
import warnings
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

socket_map: MutableMapping[int, Any] = {}
"""The map that dispatchers join, and that ``loop`` serves, where they are given no other."""

_DISCONNECTED = frozenset(
    {errno.ECONNRESET, errno.ENOTCONN, errno.ESHUTDOWN, errno.ECONNABORTED, errno.EPIPE, errno.EBADF}
)
"""Errors that mean: the other side is gone."""
_NOT_YET = frozenset({errno.EAGAIN, errno.EWOULDBLOCK})


def _strerror(err: int) -> str:
    """What the error number ``err`` says, for numbers that say nothing as well."""
    try:
        return os.strerror(err)
    except (ValueError, OverflowError):
        return f"Unknown error {err}"


class ExitNow(Exception):
    """Raised in a handler, it passes through every handler of errors and ends the loop."""


_reraised_exceptions = (ExitNow, KeyboardInterrupt, SystemExit)


# ------------------------------------------------------------------------------ one event, one object


def read(obj: Any) -> None:
    """Tell ``obj`` that it can read; what it raises goes to its ``handle_error``."""
    _guarded(obj, "handle_read_event")


def write(obj: Any) -> None:
    """Tell ``obj`` that it can write; what it raises goes to its ``handle_error``."""
    _guarded(obj, "handle_write_event")


def _exception(obj: Any) -> None:
    """Tell ``obj`` of urgent data or an error; what it raises goes to its ``handle_error``."""
    _guarded(obj, "handle_expt_event")


def _guarded(obj: Any, event: str) -> None:
    try:
        getattr(obj, event)()
    except _reraised_exceptions:
        raise
    except BaseException:
        obj.handle_error()


def readwrite(obj: Any, flags: int) -> None:
    """Tell ``obj`` everything that the ``poll`` flags say."""
    events = (
        (select.POLLIN, "handle_read_event"),
        (select.POLLOUT, "handle_write_event"),
        (select.POLLPRI, "handle_expt_event"),
        (select.POLLHUP | select.POLLERR | select.POLLNVAL, "handle_close"),
    )
    try:
        for mask, event in events:
            if flags & mask:
                getattr(obj, event)()
    except OSError as error:
        if error.errno in _DISCONNECTED:
            obj.handle_close()
        else:
            obj.handle_error()
    except _reraised_exceptions:
        raise
    except BaseException:
        obj.handle_error()


# --------------------------------------------------------------------------------------- the loop


def poll(timeout: float | None = 0.0, map: MutableMapping[int, Any] | None = None) -> None:
    """Serve, once, what ``select`` finds ready within ``timeout`` seconds."""
    served = socket_map if map is None else map
    if not served:
        return
    readers, writers, watched = [], [], []
    for descriptor, obj in list(served.items()):
        wants_read, wants_write = obj.readable(), obj.writable()
        if wants_read:
            readers.append(descriptor)
        # One that accepts is never written to: its socket has no other side.
        if wants_write and not obj.accepting:
            writers.append(descriptor)
        if wants_read or wants_write:
            watched.append(descriptor)
    if not watched:
        time.sleep(timeout or 0.0)
        return
    for tell, ready in zip((read, write, _exception), select.select(readers, writers, watched, timeout), strict=True):
        for descriptor in ready:
            # A handler called before may have closed it.
            obj = served.get(descriptor)
            if obj is not None:
                tell(obj)


def poll2(timeout: float | None = 0.0, map: MutableMapping[int, Any] | None = None) -> None:
    """Serve, once, what ``poll`` finds ready within ``timeout`` seconds. It has no limit on descriptors."""
    served = socket_map if map is None else map
    if not served:
        return
    poller = select.poll()
    for descriptor, obj in list(served.items()):
        flags = select.POLLIN | select.POLLPRI if obj.readable() else 0
        if obj.writable() and not obj.accepting:
            flags |= select.POLLOUT
        if flags:
            poller.register(descriptor, flags)
    for descriptor, flags in poller.poll(None if timeout is None else int(timeout * 1000)):
        obj = served.get(descriptor)
        if obj is not None:
            readwrite(obj, flags)


poll3 = poll2
"""Its name in older versions."""


def loop(
    timeout: float = 30.0,
    use_poll: bool = False,
    map: MutableMapping[int, Any] | None = None,
    count: int | None = None,
) -> None:
    """Serve until the map is empty, or ``count`` rounds of at most ``timeout`` seconds each."""
    served = socket_map if map is None else map
    once = poll2 if use_poll and hasattr(select, "poll") else poll
    if count is None:
        while served:
            once(timeout, served)
    else:
        while served and count > 0:
            once(timeout, served)
            count -= 1


def close_all(map: MutableMapping[int, Any] | None = None, ignore_all: bool = False) -> None:
    """Close everything in the map and empty it; ``ignore_all``: errors of closing do not matter."""
    served = socket_map if map is None else map
    for obj in list(served.values()):
        try:
            obj.close()
        except OSError as error:
            if error.errno != errno.EBADF and not ignore_all:
                raise
        except _reraised_exceptions:
            raise
        except BaseException:
            if not ignore_all:
                raise
    served.clear()


# ------------------------------------------------------------------------------------ dispatchers


class dispatcher:
    """A non-blocking socket in a map. Subclasses say in ``handle_…`` methods what to do.

    Attributes of the socket that are not defined here are found through the dispatcher, as in Python 2.
    """

    debug = False
    connected = False
    accepting = False
    connecting = False
    closing = False
    addr: Any = None
    ignore_log_types = frozenset({"warning"})

    def __init__(self, sock: Any = None, map: MutableMapping[int, Any] | None = None) -> None:
        self._map = socket_map if map is None else map
        self._fileno: int | None = None
        self.socket: Any = None
        if not sock:
            return
        sock.setblocking(False)
        self.set_socket(sock, map)
        self.connected = True
        try:
            self.addr = sock.getpeername()
        except OSError as error:
            if error.errno in (errno.ENOTCONN, errno.EINVAL):
                self.connected = False
            else:
                self.del_channel(map)
                raise

    def __repr__(self) -> str:
        words = [f"{type(self).__module__}.{type(self).__qualname__}"]
        if self.accepting and self.addr:
            words.append("listening")
        elif self.connected:
            words.append("connected")
        if isinstance(self.addr, tuple) and len(self.addr) == 2:
            words.append(f"{self.addr[0]}:{self.addr[1]}")
        elif self.addr is not None:
            words.append(repr(self.addr))
        return f"<{' '.join(words)} at {id(self):#x}>"

    def __getattr__(self, name: str) -> Any:
        held = self.__dict__.get("socket")
        if held is None or name.startswith("__"):
            raise AttributeError(f"{type(self).__name__} instance has no attribute {name!r}")
        try:
            return getattr(held, name)
        except AttributeError:
            raise AttributeError(f"{type(self).__name__} instance has no attribute {name!r}") from None

    def add_channel(self, map: MutableMapping[int, Any] | None = None) -> None:
        """Join the map."""
        (self._map if map is None else map)[self._descriptor()] = self

    def del_channel(self, map: MutableMapping[int, Any] | None = None) -> None:
        """Leave the map."""
        if self._fileno is not None:
            (self._map if map is None else map).pop(self._fileno, None)
        self._fileno = None

    def _descriptor(self) -> int:
        assert self._fileno is not None, "a dispatcher without a socket has no place in a map"
        return self._fileno

    def create_socket(self, family: int = socket.AF_INET, type: int = socket.SOCK_STREAM) -> None:
        """Make a new non-blocking socket and join the map with it."""
        self.family_and_type = family, type
        made = socket.socket(family, type)
        made.setblocking(False)
        self.set_socket(made)

    def set_socket(self, sock: Any, map: MutableMapping[int, Any] | None = None) -> None:
        """Work with ``sock`` from now on."""
        self.socket = sock
        self._fileno = sock.fileno()
        self.add_channel(map)

    def set_reuse_addr(self) -> None:
        """Let the address be bound again at once, where the system can."""
        with contextlib.suppress(OSError):
            now = self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR)
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, now | 1)

    # What it wants to be told.

    def readable(self) -> bool:
        """Whether it wants to hear that it can read."""
        return True

    def writable(self) -> bool:
        """Whether it wants to hear that it can write."""
        return True

    # What sockets do.

    def listen(self, num: int) -> Any:
        """Take connections, ``num`` waiting ones at most."""
        self.accepting = True
        if os.name == "nt" and num > 5:
            num = 5
        return self.socket.listen(num)

    def bind(self, addr: Any) -> Any:
        """Bind the socket to ``addr``."""
        self.addr = addr
        return self.socket.bind(addr)

    def connect(self, address: Any) -> None:
        """Begin to connect; ``handle_connect`` is called when it is done.

        Raises:
            OSError: it cannot.
        """
        self.connected = False
        self.connecting = True
        result = self.socket.connect_ex(address)
        begun = result in _NOT_YET or result in (errno.EINPROGRESS, errno.EALREADY)
        if begun or (result == errno.EINVAL and os.name == "nt"):
            self.addr = address
        elif result in (0, errno.EISCONN):
            self.addr = address
            self.handle_connect_event()
        else:
            raise OSError(result, errno.errorcode.get(result, str(result)))

    def accept(self) -> tuple[Any, Any] | None:
        """A new connection as (socket, address); None where there is none after all."""
        try:
            accepted: tuple[Any, Any] = self.socket.accept()
        except TypeError:
            return None
        except OSError as error:
            if error.errno in _NOT_YET or error.errno == errno.ECONNABORTED:
                return None
            raise
        return accepted

    def send(self, data: Any) -> int:
        """Send what the system takes of ``data``; how many bytes that was. Text must be ASCII."""
        if isinstance(data, str):
            data = data.encode("ascii")
        try:
            return int(self.socket.send(data))
        except OSError as error:
            if error.errno in _NOT_YET:
                return 0
            if error.errno in _DISCONNECTED:
                self.handle_close()
                return 0
            raise

    def recv(self, buffer_size: int) -> bytes:
        """What has come, ``buffer_size`` bytes at most; empty where the other side is gone."""
        try:
            data: bytes = self.socket.recv(buffer_size)
        except OSError as error:
            if error.errno in _DISCONNECTED:
                self.handle_close()
                return b""
            raise
        if not data:
            # Being readable with nothing to read is how a closed connection shows.
            self.handle_close()
            return b""
        return data

    def close(self) -> None:
        """Close the socket and leave the map."""
        self.connected = False
        self.accepting = False
        self.connecting = False
        self.del_channel()
        if self.socket is not None:
            try:
                self.socket.close()
            except OSError as error:
                if error.errno not in (errno.ENOTCONN, errno.EBADF):
                    raise

    # What it says.

    def log(self, message: object) -> None:
        """Write a line about traffic to standard error."""
        sys.stderr.write(f"log: {message}\n")

    def log_info(self, message: object, type: str = "info") -> None:
        """Write a line about what happened, unless its type is one of ``ignore_log_types``."""
        if type not in self.ignore_log_types:
            print(f"{type}: {message}")

    # Events, as the loop tells them.

    def handle_read_event(self) -> None:
        """The socket can be read: a connection to accept, one that is made now, or data."""
        if self.accepting:
            self.handle_accept()
            return
        if not self.connected and self.connecting:
            self.handle_connect_event()
        self.handle_read()

    def handle_connect_event(self) -> None:
        """The connection under way has ended, well or not.

        Raises:
            OSError: not well.
        """
        error = self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error:
            raise OSError(error, _strerror(error))
        self.handle_connect()
        self.connected = True
        self.connecting = False

    def handle_write_event(self) -> None:
        """The socket can be written to: a connection that is made now, or room for data."""
        if self.accepting:
            return
        if not self.connected and self.connecting:
            self.handle_connect_event()
        self.handle_write()

    def handle_expt_event(self) -> None:
        """An error of the socket ends it; anything else here is urgent data."""
        if self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            self.handle_close()
        else:
            self.handle_expt()

    def handle_error(self) -> None:
        """A handler raised: say what, and close."""
        _, kind, value, trace = compact_traceback()
        try:
            me = repr(self)
        except Exception:  # whatever is wrong with it, the error itself must be told
            me = f"<__repr__(self) failed for object at {id(self):#x}>"
        self.log_info(f"uncaptured python exception, closing channel {me} ({kind}:{value} {trace})", "error")
        self.handle_close()

    # For subclasses to define.

    def handle_expt(self) -> None:
        """Urgent data has come."""
        self.log_info("unhandled incoming priority event", "warning")

    def handle_read(self) -> None:
        """Data has come."""
        self.log_info("unhandled read event", "warning")

    def handle_write(self) -> None:
        """There is room for data."""
        self.log_info("unhandled write event", "warning")

    def handle_connect(self) -> None:
        """The connection is made."""
        self.log_info("unhandled connect event", "warning")

    def handle_accept(self) -> None:
        """A connection waits to be accepted."""
        pair = self.accept()
        if pair is not None:
            self.handle_accepted(*pair)

    def handle_accepted(self, sock: Any, addr: Any) -> None:
        """A connection was accepted."""
        sock.close()
        self.log_info("unhandled accepted event", "warning")

    def handle_close(self) -> None:
        """The connection is gone."""
        self.log_info("unhandled close event", "warning")
        self.close()


class dispatcher_with_send(dispatcher):
    """A dispatcher that keeps what could not be sent yet."""

    def __init__(self, sock: Any = None, map: MutableMapping[int, Any] | None = None) -> None:
        dispatcher.__init__(self, sock, map)
        self.out_buffer: Any = b""

    def initiate_send(self) -> None:
        """Send some of what waits."""
        sent = dispatcher.send(self, self.out_buffer[:65536])
        self.out_buffer = self.out_buffer[sent:]

    def handle_write(self) -> None:
        """There is room: send on."""
        self.initiate_send()

    def writable(self) -> bool:
        """While it connects, and while something waits."""
        return not self.connected or bool(self.out_buffer)

    def send(self, data: Any) -> int:
        """Send ``data``, some of it perhaps later; its length."""
        if self.debug:
            self.log_info(f"sending {data!r}")
        self.out_buffer += data.encode("utf-8", "surrogateescape") if isinstance(data, str) else bytes(data)
        self.initiate_send()
        return len(data)


def compact_traceback() -> tuple[tuple[str, str, int], type[BaseException] | None, BaseException | None, str]:
    """The error being handled as ((file, function, line) of its origin, its type, itself, all places in a line)."""
    kind, value, trace = sys.exc_info()
    if trace is None:
        raise AssertionError("traceback does not exist")
    places = []
    step: TracebackType | None = trace
    while step is not None:
        code = step.tb_frame.f_code
        places.append((code.co_filename, code.co_name, step.tb_lineno))
        step = step.tb_next
    return places[-1], kind, value, " ".join("[{}|{}|{}]".format(*place) for place in places)


if os.name == "posix":

    class file_wrapper:
        """A file descriptor of its own that looks like a socket to a dispatcher."""

        def __init__(self, fd: int) -> None:
            self.fd = os.dup(fd)

        def __del__(self) -> None:
            if self.__dict__.get("fd", -1) >= 0:
                warnings.warn(f"unclosed file {self!r}", ResourceWarning, source=self, stacklevel=2)
                self.close()

        def recv(self, *args: Any) -> bytes:
            """Read."""
            return os.read(self.fd, *args)

        def send(self, *args: Any) -> int:
            """Write."""
            return os.write(self.fd, *args)

        def getsockopt(self, level: int, optname: int, buflen: int | None = None) -> int:
            """No file has an error pending, which is all a dispatcher asks for."""
            if level == socket.SOL_SOCKET and optname == socket.SO_ERROR and not buflen:
                return 0
            raise NotImplementedError("Only asyncore specific behaviour implemented.")

        read = recv
        write = send

        def close(self) -> None:
            """Close the descriptor, once."""
            if self.fd < 0:
                return
            descriptor, self.fd = self.fd, -1
            os.close(descriptor)

        def fileno(self) -> int:
            """The descriptor; -1 once it is closed."""
            return self.fd

    class file_dispatcher(dispatcher):
        """A dispatcher of a file, a pipe or a terminal in place of a socket."""

        def __init__(self, fd: Any, map: MutableMapping[int, Any] | None = None) -> None:
            dispatcher.__init__(self, None, map)
            self.connected = True
            descriptor: int = fd if isinstance(fd, int) else fd.fileno()
            self.set_file(descriptor)
            os.set_blocking(descriptor, False)

        def set_file(self, fd: int) -> None:
            """Work with a copy of the descriptor ``fd`` from now on."""
            self.socket = file_wrapper(fd)
            self._fileno = self.socket.fileno()
            self.add_channel()
