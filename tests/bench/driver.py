"""Drives a server with wrk, one thread, from a file of prepared requests."""

import dataclasses
import subprocess
import tempfile
from pathlib import Path

SCRIPT = Path(__file__).with_name("replay.lua")


@dataclasses.dataclass(frozen=True)
class Result:
    """What one round measured. Milliseconds."""

    per_second: float
    p50: float
    p99: float
    answered: int
    failed: int


def replay(
    url: str,
    requests: list[bytes],
    *,
    seconds: int,
    connections: int,
    once: bool = False,
    capture: Path | None = None,
) -> Result:
    """Send the requests in turn for so long, at most one at a time on each connection; or, each `once`, until there are
    no more."""
    with tempfile.NamedTemporaryFile(prefix="poolhouse-bench-") as file:
        file.writelines(b"%d\n%b" % (len(request), request) for request in requests)
        file.flush()
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s", "-s", str(SCRIPT), url, "--"]
        command += [file.name, "once" if once else "again", *([str(capture)] if capture else [])]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    numbers = next(line.split()[1:] for line in output.splitlines() if line.startswith("REPLAYED"))
    answered, microseconds, p50, p99, failed = map(int, numbers)
    return Result(answered * 1e6 / microseconds, p50 / 1000, p99 / 1000, answered, failed)


def in_turn(first: Result, second: Result) -> Result:
    """Of calls that are made one after the other: the rate of both together, and the sums of their latencies."""
    return Result(
        per_second=1 / (1 / first.per_second + 1 / second.per_second),
        p50=first.p50 + second.p50,
        p99=first.p99 + second.p99,
        answered=second.answered,
        failed=first.failed + second.failed,
    )


def captured(path: Path) -> list[bytes]:
    """The bodies that a replay with `capture` kept."""
    bodies = []
    with path.open("rb") as file:
        while line := file.readline():
            bodies.append(file.read(int(line)))
    return bodies
