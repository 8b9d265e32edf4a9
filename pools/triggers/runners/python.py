"""Python functions, each in a process of its own that stays for the next event.

A process that hangs is killed when the time is over; another one takes its place at the next event. Only modules that
the operator names in `POOLHOUSE_FUNCTION_MODULES` are run: who may register functions may not thereby run any code.
"""

import contextlib
import json
import os
import select
import subprocess
import sys
import threading
import time
from typing import Any

from django.conf import settings

from pools.models import Function
from pools.triggers.runners.base import MAX_ANSWER_BYTES, TOO_LARGE, Failed, FunctionError, Invocation, TimedOut
from pools.triggers.runners.python_child import LENGTH

MAX_START_SECONDS = 10.0  # to import the module in; a start goes on while attempts end
_MAX_IDLE = 4  # processes that wait for events, in each of ours
_MAX_FRAME_BYTES = 2 * MAX_ANSWER_BYTES + 1024  # an answer is text within JSON
_KEPT_FROM_FUNCTIONS = ("POOLHOUSE_", "DJANGO_", "AWS_")  # our keys are not theirs


class Gone(Exception):
    """The process has ended, or speaks nonsense."""


def run(function: Function, invocation: Invocation) -> bytes:
    """The function's answer, JSON."""
    check_allowed(function.target)
    process = _idle.take(function.target) or _Process(function.target)
    try:
        frame = process.ask(_request(function, invocation), invocation)
    except TimedOut:
        if process.is_starting:
            _idle.put(process)  # whoever asks next finds it further on
        else:
            process.kill()
        raise
    except Gone:
        process.kill()
        raise FunctionError("Runtime exited without providing a reason") from None
    except BaseException:
        process.kill()
        raise
    _idle.put(process)
    return _read_answer(frame)


def check_allowed(target: str) -> None:
    """Raise `Failed` unless the operator allows the module, by its name or that of a package above it."""
    module = target.partition(":")[0]
    if not any(module == allowed or module.startswith(f"{allowed}.") for allowed in settings.FUNCTION_MODULES):
        raise Failed("AccessDeniedException")


def forget_processes() -> None:
    """End those that wait. Their functions' modules are read anew by the next ones."""
    _idle.clear()


def _request(function: Function, invocation: Invocation) -> bytes:
    return json.dumps(
        {
            "event": invocation.event.decode(),
            "function_name": function.name,
            "function_arn": function.arn,
            "request_id": str(invocation.request_id),
            "seconds_left": invocation.seconds_left,
        }
    ).encode()


def _read_answer(frame: dict[str, Any]) -> bytes:
    if frame.get("is_too_large"):
        raise FunctionError(TOO_LARGE)
    if "error" in frame:
        raise FunctionError(frame["error"])
    return frame["answer"].encode()


class _Process:
    def __init__(self, target: str) -> None:
        self.target = target
        self.is_ready = False
        self.began_at = time.monotonic()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_KEPT_FROM_FUNCTIONS)}
        self._process = subprocess.Popen(  # noqa: S603  # the target is an argument, no shell reads it
            [sys.executable, "-m", "pools.triggers.runners.python_child", target],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=settings.BASE_DIR,
            env=kept,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin.fileno(), self._process.stdout.fileno()

    @property
    def is_starting(self) -> bool:
        return not self.is_ready and time.monotonic() - self.began_at < MAX_START_SECONDS

    def ask(self, request: bytes, invocation: Invocation) -> dict[str, Any]:
        """Its answer. Raises `TimedOut`, `Gone`, and `Failed` when the function is not there."""
        if not self.is_ready:
            frame = self._receive(invocation)
            if "broken" in frame:
                raise Failed(f"Runtime.ImportModuleError: {frame['broken']}")
            self.is_ready = True
        self._send(LENGTH.pack(len(request)) + request, invocation)
        return self._receive(invocation)

    def kill(self) -> None:
        with contextlib.suppress(OSError):
            self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def _send(self, data: bytes, invocation: Invocation) -> None:
        os.set_blocking(self._in, False)
        try:
            while data:
                self._wait(self._in, select.POLLOUT, invocation)
                data = data[os.write(self._in, data) :]
        except OSError as error:
            raise Gone from error

    def _receive(self, invocation: Invocation) -> dict[str, Any]:
        length = LENGTH.unpack(self._read(LENGTH.size, invocation))[0]
        if length > _MAX_FRAME_BYTES:
            raise Gone
        return json.loads(self._read(length, invocation))

    def _read(self, size: int, invocation: Invocation) -> bytes:
        """So many bytes. A start that is not done in time has read none."""
        parts, missing = [], size
        while missing:
            self._wait(self._out, select.POLLIN, invocation)
            part = os.read(self._out, min(missing, 1 << 20))
            if not part:
                raise Gone
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def _wait(self, descriptor: int, event: int, invocation: Invocation) -> None:
        poll = select.poll()
        poll.register(descriptor, event)
        if not poll.poll(invocation.seconds_left * 1000):
            raise TimedOut


class _Idle:
    """The processes that wait for their next event."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[_Process] = []

    def take(self, target: str) -> _Process | None:
        with self._lock:
            found = next((each for each in reversed(self._waiting) if each.target == target), None)
            if found is not None:
                self._waiting.remove(found)
        if found is not None and not found.is_alive:
            found.kill()
            return None
        return found

    def put(self, process: _Process) -> None:
        with self._lock:
            self._waiting.append(process)
            surplus = self._waiting.pop(0) if len(self._waiting) > _MAX_IDLE else None
        if surplus is not None:
            surplus.kill()

    def clear(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, []
        for process in waiting:
            process.kill()


_idle = _Idle()
