"""Which requirement rows have a test, and which test: `make spec`, or `make spec ARGS="API-28 SEC"` for the rows.

The rows are those of the tables beside this file, the tests those marked `@pytest.mark.spec("API-28")`.
"""

import ast
import collections
import dataclasses
import re
import sys
from collections.abc import Iterator
from pathlib import Path

TABLES = Path(__file__).parent / "tables"
TESTS = Path(__file__).parents[1]
_ROW = re.compile(r"^\| (?P<id>[A-Z]{3}-\d+) \| (?P<text>.*?) \|", re.MULTILINE)


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    id: str
    text: str
    table: str


def rows() -> list[Row]:
    return [
        Row(match["id"], match["text"], table.name)
        for table in sorted(TABLES.glob("*.md"))
        for match in _ROW.finditer(table.read_text())
    ]


def tests_by_row() -> dict[str, list[str]]:
    """For each id that some test names: the tests, as pytest would be asked for them."""
    found = collections.defaultdict(list)
    for path in sorted(TESTS.rglob("test_*.py")):
        for row_id, test in _marks(ast.parse(path.read_text())):
            found[row_id].append(f"{path.relative_to(TESTS.parent)}::{test}")
    return dict(found)


def unknown() -> dict[str, list[str]]:
    """Marks that name no row."""
    known = {row.id for row in rows()}
    return {row_id: tests for row_id, tests in tests_by_row().items() if row_id not in known}


def _marks(module: ast.Module) -> Iterator[tuple[str, str]]:
    tests = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    for_all = [row_id for node in module.body if isinstance(node, ast.Assign) for row_id in _ids(node)]
    for test in tests:
        for row_id in dict.fromkeys([*for_all, *_ids(test)]):
            yield row_id, test.name


def _ids(node: ast.AST) -> Iterator[str]:
    """The arguments of each `pytest.mark.spec(...)` within."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.spec":
            yield from (ast.literal_eval(argument) for argument in call.args)


def _summary(tests: dict[str, list[str]]) -> Iterator[str]:
    tables = collections.defaultdict(list)
    for row in rows():
        tables[row.table].append(row.id in tests)
    yield f"{'rows':>6} {'tested':>7}"
    for table, tested in tables.items():
        yield f"{len(tested):6} {sum(tested):7} {sum(tested) / len(tested):5.0%}  {table}"
    all_rows = [is_tested for tested in tables.values() for is_tested in tested]
    yield f"{len(all_rows):6} {sum(all_rows):7} {sum(all_rows) / len(all_rows):5.0%}  all"


def _listing(wanted: list[str], tests: dict[str, list[str]]) -> Iterator[str]:
    """The rows whose id, or whose table's name, begins with one of the words."""
    for row in rows():
        if any(row.id == word or row.id.startswith(f"{word}-") or row.table.startswith(word) for word in wanted):
            yield f"{row.id:8} {row.text[:100]}"
            yield from (f"         {test}" for test in tests.get(row.id, ["-"]))


def main(wanted: list[str]) -> int:
    tests = tests_by_row()
    print(*(_listing(wanted, tests) if wanted else _summary(tests)), sep="\n")
    for row_id, where in unknown().items():
        print(f"No such row: {row_id}, named by {', '.join(where)}", file=sys.stderr)
    return 1 if unknown() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
