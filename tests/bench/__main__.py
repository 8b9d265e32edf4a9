"""Runs the benchmark: `python -m tests.bench`, or `make bench`."""

import argparse
import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import defaultdict

from tests.bench import seeding, table, wire
from tests.bench.driver import Result
from tests.bench.operations import Operation, Refresh
from tests.bench.rows import OPERATIONS
from tests.bench.seeding import Directory
from tests.bench.systems import CognitoLocal, Moto, Poolhouse, System

SYSTEMS = {kind.name: kind for kind in (Poolhouse, Moto, CognitoLocal)}
UNCHECKED = "¹"
NOTE = f"{UNCHECKED} answers, but not rightly: a wrong password or code is let in, or the filter is not applied."


def main() -> int:
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))  # by way of `with`, which ends what was started
    missing = [tool for tool in ("wrk", "openssl", "node", "npm") if not shutil.which(tool)]
    if missing:
        print(f"make bench needs {', '.join(missing)} (on Debian: apt-get install wrk openssl nodejs npm)")
        return 1
    operations = [operation for operation in OPERATIONS if re.search(options.only, operation.name)]
    with contextlib.ExitStack() as stack:
        directories = {name: _prepare(stack, SYSTEMS[name](), options.users) for name in options.systems}
        measured, notes = _measure(operations, directories, options)
    print("\n".join(_report(measured, notes, options)))
    return 1 if table.failures(measured) else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--users", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=5, help="of one round")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--only", default="", help="a regular expression for the operations' names")
    parser.add_argument("--systems", nargs="+", choices=list(SYSTEMS), default=list(SYSTEMS))
    return parser.parse_args()


def _prepare(stack: contextlib.ExitStack, system: System, users: int) -> Directory:
    _say(f"{system.name}: install, start, seed {users} users")
    system.install()
    stack.enter_context(system)
    return seeding.fill(system.url, users)


def _measure(
    operations: list[Operation], directories: dict[str, Directory], options: argparse.Namespace
) -> tuple[dict[str, dict[str, list[Result]]], dict[tuple[str, str], str]]:
    """Rounds alternate between the systems, so that what else the machine does falls on all of them alike."""
    measured: dict[str, dict[str, list[Result]]] = {}
    notes = {}
    for operation in operations:
        able, wrong = _able(operation, directories)
        notes |= {(operation.name, name): UNCHECKED for name in wrong}
        rounds = defaultdict(list)
        for number in range(options.rounds):
            for name in able[number % len(able) :] + able[: number % len(able)]:
                result = operation.measure(directories[name], options.seconds, options.connections)
                _say(f"{operation.name}, {name}: {result.per_second:,.0f}/s, {result.failed} failed")
                rounds[name].append(result)
        measured[operation.name] = dict(rounds)
    return measured, notes


def _able(operation: Operation, directories: dict[str, Directory]) -> tuple[list[str], list[str]]:
    """Who answers the operation at all, and who of them answers wrongly. A short round first warms them up."""
    able, wrong = [], []
    for name, directory in directories.items():
        try:
            right = operation.try_once(directory)
        except wire.Refused as error:
            _say(f"{operation.name}, {name}: cannot ({error})")
            continue
        able.append(name)
        wrong += [] if right else [name]
        operation.measure(directory, 1, 16)
    return able, wrong


def _report(
    measured: dict[str, dict[str, list[Result]]], notes: dict[tuple[str, str], str], options: argparse.Namespace
) -> list[str]:
    lines = [
        "",
        f"{options.users:,} users, {options.rounds} alternating rounds of {options.seconds} s (median shown), "
        f"{options.connections} connections, wrk on the same machine: {os.cpu_count()} CPUs, {_processor()}.",
        "",
        *table.rows(measured, options.systems, notes),
    ]
    lines += ["", NOTE] if notes else []
    lines += ["", _refresh_bound(measured)] if Refresh.name in measured else []
    failures = table.failures(measured)
    return [*lines, "", *(failures or ["No call failed."])]


def _refresh_bound(measured: dict[str, dict[str, list[Result]]]) -> str:
    """A refresh signs two tokens: what one core could at most, doing nothing else."""
    output = subprocess.run(
        ["openssl", "speed", "-seconds", "2", "rsa2048"], check=True, capture_output=True, text=True
    ).stdout
    signatures = float(re.search(r"^rsa 2048 bits\s+\S+\s+\S+\s+(\S+)", output, re.MULTILINE)[1])
    bound = signatures / 2
    ours = measured[Refresh.name].get(Poolhouse.name)
    share = f"; refresh reaches {table.per_second(ours) / bound:.0%} of it" if ours else ""
    return f"openssl speed rsa2048: {signatures:,.0f} signatures/s, so {bound:,.0f} calls/s with two of them{share}."


def _processor() -> str:
    with open("/proc/cpuinfo") as lines:
        return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
