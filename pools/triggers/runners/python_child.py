"""The process in which Python functions run: `python -m pools.triggers.runners.python_child module:handler`.

It knows nothing of the product: no settings, no database. Frames go in and out through what were standard input and
output: four bytes of length, then JSON. What functions print goes to the log. When the parent is gone, so is this.
"""

import importlib
import json
import os
import queue
import struct
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, BinaryIO

LENGTH = struct.Struct(">I")
MAX_ANSWER_BYTES = 6_291_556
_MEMORY_MB = "128"  # what Lambda says where nothing else was set


class Context:
    """What Lambda gives beside the event."""

    function_version = "$LATEST"
    memory_limit_in_mb = _MEMORY_MB
    log_stream_name = "python"
    identity = None
    client_context = None

    def __init__(self, given: dict[str, Any]) -> None:
        self.function_name = given["function_name"]
        self.invoked_function_arn = given["function_arn"]
        self.aws_request_id = given["request_id"]
        self.log_group_name = f"/aws/lambda/{self.function_name}"
        self._ends_at = time.monotonic() + given["seconds_left"]

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self._ends_at - time.monotonic()) * 1000))


def main(target: str) -> None:
    requests: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    given, taken = _keep_streams()
    threading.Thread(target=_read, args=(given, requests), daemon=True).start()
    module_name, _, name = target.partition(":")
    try:
        handler = getattr(importlib.import_module(module_name), name)
    except BaseException as error:
        _write(taken, {"broken": _described(error)})
        os._exit(1)
    _write(taken, {"ready": True})
    while True:
        _write(taken, _run(handler, requests.get()))


def _keep_streams() -> tuple[BinaryIO, BinaryIO]:
    """Standard input and output for ourselves: what a function prints must not stand between the frames."""
    given, taken = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    return given, taken


def _read(stream: BinaryIO, requests: "queue.SimpleQueue[dict[str, Any]]") -> None:
    while head := stream.read(LENGTH.size):
        requests.put(json.loads(stream.read(LENGTH.unpack(head)[0])))
    os._exit(0)  # also in the middle of a function: nobody waits for it any more


def _run(handler: Callable[..., Any], request: dict[str, Any]) -> dict[str, Any]:
    try:
        answer = handler(json.loads(request["event"]), Context(request))
    except BaseException as error:  # SystemExit too: Lambda takes it for a failure of the function
        return {"error": _described(error)}
    try:
        text = json.dumps(answer)
    except (TypeError, ValueError, RecursionError) as error:
        return {"error": f"Unable to marshal response: {error}"}
    return {"is_too_large": True} if len(text) > MAX_ANSWER_BYTES else {"answer": text}


def _described(error: BaseException) -> str:
    return str(error) or type(error).__name__


def _write(stream: BinaryIO, frame: dict[str, Any]) -> None:
    content = json.dumps(frame).encode()
    stream.write(LENGTH.pack(len(content)) + content)
    stream.flush()


if __name__ == "__main__":
    main(sys.argv[1])
