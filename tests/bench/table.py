"""The table that `make bench` prints, in Markdown so that README can show it."""

import statistics
from collections.abc import Mapping, Sequence

from tests.bench.driver import Result

Measured = Mapping[str, Sequence[Result]]  # of one operation: the rounds of each system that can do it


def rows(measured: Mapping[str, Measured], systems: Sequence[str], notes: Mapping[tuple[str, str], str]) -> list[str]:
    """One line for each operation; the first system is compared with each of the others."""
    ours, *peers = systems
    header = ["operation", *(f"{name}: req/s · p50 · p99 ms" for name in systems), *(f"÷ {name}" for name in peers)]
    lines = [_line(header), _line(["---"] + ["--:"] * (len(header) - 1))]
    for operation, by_system in measured.items():
        cells = [_cell(by_system.get(name), notes.get((operation, name), "")) for name in systems]
        lines.append(_line([operation, *cells, *(_ratio(by_system, ours, peer) for peer in peers)]))
    return lines


def failures(measured: Mapping[str, Measured]) -> list[str]:
    """Rounds that must not be believed: calls failed, or the prepared requests did not last."""
    return [
        f"{operation}, {system}: {sum(r.failed for r in results)} failed of {sum(r.answered for r in results)}"
        for operation, by_system in measured.items()
        for system, results in by_system.items()
        if any(result.failed for result in results)
    ]


def per_second(results: Sequence[Result]) -> float:
    return statistics.median(result.per_second for result in results)


def _cell(results: Sequence[Result] | None, note: str) -> str:
    if not results:
        return "-"
    p50 = statistics.median(result.p50 for result in results)
    p99 = statistics.median(result.p99 for result in results)
    return f"{per_second(results):,.0f}{note} · {p50:.1f} · {p99:.1f}"


def _ratio(by_system: Measured, ours: str, peer: str) -> str:
    if not (by_system.get(ours) and by_system.get(peer)):
        return "-"
    return f"{per_second(by_system[ours]) / per_second(by_system[peer]):.2f}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
