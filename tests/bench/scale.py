"""Compares a small pool with a large one, in one PostgreSQL: `python -m tests.bench.scale`.

Both pools are filled by `manage.py seed_users`. Rounds alternate between them, so that what else the machine does falls
on both; the ratio is what counts.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from tests.bench import driver, seeding, wire
from tests.bench.operations import (
    AdminCreateUser,
    AdminGetUser,
    Answer,
    GetUser,
    ListUsersByEmail,
    Operation,
    PasswordSignIn,
)
from tests.bench.postgresql import PostgreSQL
from tests.bench.seeding import Directory
from tests.product import Product
from tests.repository import REPOSITORY

DIGITS = 8  # of the number in the name of a seeded user
KNOWN = 1000  # users of a pool, spread over it, whom the calls are about
PAGES = 25


class ListUsersByPrefix(Operation):
    name = "ListUsers by the start of a name"
    operation = "ListUsers"
    signed = True

    def calls(self, directory: Directory, seconds: int) -> Iterator[dict[str, Any]]:
        for username in directory.usernames:
            yield {"UserPoolId": directory.pool_id, "Filter": f'username ^= "{username[:-1]}"', "Limit": 10}

    def is_right(self, answer: Answer) -> bool:
        return bool(answer["Users"])


class ListUsersByPage(Operation):
    """Of 60 each, from the beginning on."""

    name = "ListUsers by page"
    operation = "ListUsers"
    signed = True

    def calls(self, directory: Directory, seconds: int) -> Iterator[dict[str, Any]]:
        page = {"UserPoolId": directory.pool_id, "Limit": 60}
        for _ in range(PAGES):
            yield page
            answer = wire.call(directory.url, self.operation, self.signed, **page)
            if "PaginationToken" not in answer:
                return
            page = page | {"PaginationToken": answer["PaginationToken"]}

    def is_right(self, answer: Answer) -> bool:
        return bool(answer["Users"])


OPERATIONS: tuple[Operation, ...] = (
    AdminGetUser(),
    GetUser(),
    ListUsersByEmail(),
    ListUsersByPrefix(),
    ListUsersByPage(),
    PasswordSignIn(),
    AdminCreateUser(),
)


def main() -> int:
    options = _options()
    with PostgreSQL() as database, tempfile.TemporaryDirectory(prefix="poolhouse-scale-") as folder:
        os.environ["POOLHOUSE_DATABASE_URL"] = database.url
        with Product(Path(folder)) as product:
            pools = [_fill(product, count) for count in (options.small, options.large)]
            with psycopg.connect(product.settings["DATABASE_URL"], autocommit=True) as connection:
                connection.execute("VACUUM ANALYZE")
            for line in _table(options, pools):
                print(line, flush=True)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scale", description=__doc__)
    parser.add_argument("--small", type=int, default=1000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=4, help="of one round")
    parser.add_argument("--connections", type=int, default=8)
    return parser.parse_args()


def _fill(product: Product, count: int) -> Directory:
    """A pool of so many users, of whom some sign in."""
    pool_id = wire.call(product.url, "CreateUserPool", True, PoolName=f"{count:,} users")["UserPool"]["Id"]
    client = wire.call(
        product.url, "CreateUserPoolClient", True, UserPoolId=pool_id, ClientName="c", ExplicitAuthFlows=seeding.FLOWS
    )["UserPoolClient"]["ClientId"]
    every = max(1, count // KNOWN)
    command = [sys.executable, "manage.py", "seed_users", pool_id, str(count)]
    command += ["--password", seeding.PASSWORD, "--every", str(every)]
    subprocess.run(command, cwd=REPOSITORY, env=product.environment(), check=True)
    usernames = [f"user{number:0{DIGITS}}" for number in range(0, count, every)][:KNOWN]
    signed_in = [seeding.sign_in(product.url, client, name) for name in usernames[:: len(usernames) // 100 or 1]]
    tokens = [each["AccessToken"] for each in signed_in]
    return Directory(product.url, pool_id, client, usernames, tokens, [])


def _table(options: argparse.Namespace, pools: list[Directory]) -> Iterator[str]:
    yield f"{options.rounds} alternating rounds of {options.seconds} s, median, {options.connections} connections."
    yield ""
    yield f"| operation | {options.small:,} users: req/s | {options.large:,} users: req/s | ratio | failed |"
    yield "| --- | --: | --: | --: | --: |"
    for operation in OPERATIONS:
        rounds = [
            [operation.measure(pool, options.seconds, options.connections) for pool in pools]
            for _ in range(options.rounds)
        ]
        small, large = ([each[place] for each in rounds] for place in (0, 1))
        failed = sum(result.failed for each in rounds for result in each)
        rates = _rate(small), _rate(large)
        yield f"| {operation.name} | {rates[0]:,.0f} | {rates[1]:,.0f} | {rates[1] / rates[0]:.2f} | {failed} |"


def _rate(results: list[driver.Result]) -> float:
    return statistics.median(result.per_second for result in results)


if __name__ == "__main__":
    sys.exit(main())
