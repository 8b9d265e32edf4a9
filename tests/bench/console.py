"""Compares the console's pages on a small pool with those on a large one: `python -m tests.bench.console`.

Both pools stand in one database, PostgreSQL or with `--sqlite` the embedded one. Their rows are written in bulk: it
is about what a page costs, not what making a user does. Pages are asked for in this process, in turn on either pool, so
that what else the machine does falls on both. Queries are counted, too.
"""

import argparse
import contextlib
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import Any

from tests.bench.postgresql import PostgreSQL

BATCH = 5_000  # rows of one statement
GROUP = "staff"  # of every hundredth user
TEAM = "custom:team"


def main() -> int:
    options = _options()
    with _database(options.sqlite):
        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "idp_project.settings")
        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        for line in _compare(options):
            print(line, flush=True)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.console", description=__doc__)
    parser.add_argument("--small", type=int, default=30, help="users of the small pool: one page is full of 25")
    parser.add_argument("--users", type=int, default=1_000_000, help="of the large pool")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--sqlite", action="store_true", help="in the embedded database")
    return parser.parse_args()


@contextlib.contextmanager
def _database(is_embedded: bool) -> Iterator[None]:
    """A database of the benchmark's own, named in the environment."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="poolhouse-console-"))
        os.environ |= {"POOLHOUSE_DATA_DIR": folder, "POOLHOUSE_LOG_LEVEL": "ERROR"}
        os.environ.pop("POOLHOUSE_DATABASE_URL", None)
        if not is_embedded:
            os.environ["POOLHOUSE_DATABASE_URL"] = stack.enter_context(PostgreSQL()).url
        yield


def _compare(options: argparse.Namespace) -> Iterator[str]:
    from django.db import connection

    sizes = (options.small, options.users)
    pools = [_fill(size) for size in sizes]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    browser = _browser()
    yield f"{options.rounds} alternating rounds, median, {connection.vendor}."
    yield ""
    yield f"| page | {sizes[0]:,} users: ms | {sizes[1]:,} users: ms | ratio | queries |"
    yield "| --- | --: | --: | --: | --: |"
    for name, address in PAGES.items():
        calls = [_visit(browser, address(pool)) for pool in pools]
        times: list[list[float]] = [[], []]
        for _ in range(options.rounds):
            for place, call in enumerate(calls):
                times[place].append(call()[0])
        small, large = (statistics.median(each) * 1000 for each in times)
        queries = " / ".join(str(call()[1]) for call in calls)
        yield f"| {name} | {small:.1f} | {large:.1f} | {large / small:.2f} | {queries} |"


def _visit(browser: Any, address: str) -> Callable[[], tuple[float, int]]:
    """Asks for the page: how long it took, in seconds, and how many queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def visit() -> tuple[float, int]:
        with CaptureQueriesContext(connection) as queries:
            began = time.perf_counter()
            answer = browser.get(address)
            taken = time.perf_counter() - began
        if answer.status_code != 200:
            raise SystemExit(f"{address} answers {answer.status_code}")
        return taken, len(queries)

    visit()  # the first one compiles the templates
    return visit


def _browser() -> Any:
    from django.conf import settings
    from django.test import Client

    from pools.models import Administrator

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    client = Client()
    client.force_login(Administrator.objects.create(username="bench", is_staff=True, is_superuser=True))
    return client


def _fill(count: int) -> Any:
    """A pool of so many users: a tenth unconfirmed, a hundredth disabled, with MFA and in the group."""
    from django.db import connection

    from pools.actions import groups, schema, user_pools
    from pools.caller import Caller

    pool = user_pools.create_user_pool(f"{count:,} users", region="us-east-1", caller=Caller())
    schema.add_custom_attributes(pool, [{"Name": "team", "AttributeDataType": "String"}], caller=Caller())
    pool.searched_attributes = [TEAM]
    pool.save(update_fields=["searched_attributes"])
    group = groups.create_group(pool, GROUP, caller=Caller())
    multiplied = 1 if connection.vendor == "sqlite" else max(count // BATCH, 1)
    written = count // multiplied
    for begin in range(0, written, BATCH):
        _write(pool, group, range(begin, min(begin + BATCH, written)))
        print(f"{pool.name}: {min(begin + BATCH, written):,}", end="\r", file=sys.stderr, flush=True)
    for turn in range(1, multiplied):
        _write_again(pool, group, written, turn)
        print(f"{pool.name}: {written * (turn + 1):,}", end="\r", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return pool


def _write(pool: Any, group: Any, numbers: range) -> None:
    from django.db import transaction

    from pools.actions import searched_attributes
    from pools.models import GroupMembership, User

    users = [
        User(
            pool=pool,
            username=f"user{number:08}",
            username_key=f"user{number:08}",
            status="UNCONFIRMED" if number % 10 == 0 else "CONFIRMED",
            enabled=number % 100 != 1,
            software_token_mfa_enabled=number % 100 == 2,
            attributes={
                "email": f"user{number:08}@example.com",
                "email_verified": "true",
                "name": f"Somebody {number % 1000}",
                TEAM: f"team {number % 1000}",
            },
        )
        for number in numbers
    ]
    with transaction.atomic():
        User.objects.bulk_create(users)
        searched_attributes.write(pool, users)
        members = (user for user, number in zip(users, numbers, strict=True) if number % 100 == 0)
        GroupMembership.objects.bulk_create(GroupMembership(group=group, user=user) for user in members)


def _write_again(pool: Any, group: Any, count: int, turn: int) -> None:
    """The first so many users once more, under names that go on: the database does it ten times as fast."""
    from django.db import connection, transaction

    from pools.models import User

    columns = [field.column for field in User._meta.concrete_fields if not field.generated]
    name = f"'user' || lpad((right(username, 8)::int + {count * turn})::text, 8, '0')"
    changed = {
        "sub": "gen_random_uuid()",
        "username": name,
        "username_key": name,
        "created_at": f"created_at + interval '{turn} seconds'",
        "attributes": f"attributes || jsonb_build_object('email', {name} || '@example.com')",
    }
    values = ", ".join(changed.get(column, column) for column in columns)
    these = "pool_id = %s AND username_key >= %s AND username_key < %s"
    first = [pool.id, "user00000000", f"user{count:08}"]
    new = [pool.id, f"user{count * turn:08}", f"user{count * (turn + 1):08}"]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO pools_user ({', '.join(columns)}) SELECT {values} FROM pools_user WHERE {these}", first
        )
        cursor.execute(
            "INSERT INTO pools_searchedvalue (pool_id, user_id, name, value)"
            f" SELECT pool_id, sub, %s, attributes ->> %s FROM pools_user WHERE {these}",
            [TEAM, TEAM, *new],
        )
        cursor.execute(
            "INSERT INTO pools_groupmembership (group_id, user_id, created_at)"
            f" SELECT %s, sub, created_at FROM pools_user WHERE {these} AND username LIKE '%%00'",
            [group.pk, *new],
        )


def _list(query: str) -> Callable[[Any], str]:
    return lambda pool: f"/admin/user-pools/{pool.id}/users/?{query}"


def _of_user(part: str) -> Callable[[Any], str]:
    from pools.models import User

    return lambda pool: f"/admin/user-pools/{pool.id}/users/{User.objects.filter(pool=pool).first().pk}/{part}"


def _second_page(pool: Any) -> str:
    from pools.actions import user_search
    from pools.actions.user_search import UserQuery

    token = user_search.find_users(pool, UserQuery(), size=5).next_token
    return f"/admin/user-pools/{pool.id}/users/?after={token}"


PAGES: dict[str, Callable[[Any], str]] = {
    "users": _list(""),
    "users, further on": _second_page,
    "search by the start of a user name": _list("attribute=username&value=user0000000"),
    "search by e-mail address": _list("attribute=email&value=user00000005@example.com"),
    "search by a name that many have": _list("attribute=name&value=Somebody"),
    "search by a custom attribute": _list(f"attribute={TEAM}&value=team+5"),
    "filter: unconfirmed": _list("status=UNCONFIRMED"),
    "filter: disabled": _list("enabled=false"),
    "filter: with MFA": _list("mfa=true"),
    "filter: of a group": _list(f"group={GROUP}"),
    "filter: nobody meets it": _list("status=CONFIRMED&mfa=true&enabled=false"),
    "filter: nobody by that name meets it": _list("attribute=name&value=Somebody&status=RESET_REQUIRED"),
    "groups": lambda pool: f"/admin/user-pools/{pool.id}/groups/",
    "a group": lambda pool: f"/admin/user-pools/{pool.id}/groups/{pool.groups.get().pk}/",
    "a user": lambda pool: _of_user("")(pool),
    "a user's factors": lambda pool: _of_user("factors/")(pool),
    "a user's messages": lambda pool: _of_user("messages/")(pool),
    "a user's audit trail": lambda pool: _of_user("trail/")(pool),
    "overview of the pool": lambda pool: f"/admin/user-pools/{pool.id}/",
}


if __name__ == "__main__":
    sys.exit(main())
