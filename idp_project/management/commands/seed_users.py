"""`manage.py seed_users <pool id> <count>`: fill a pool, to see how it behaves when it is large."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pools.actions import seeding, user_pools
from pools.caller import Caller, Via
from pools.errors import PoolError


class Command(BaseCommand):
    help = "Make up users in a pool: confirmed, with an e-mail address and a name. Goes on from where it was stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("pool_id")
        parser.add_argument("count", type=int, help="how many there shall be")
        parser.add_argument("--prefix", default="user", help="what their names begin with")
        parser.add_argument("--password", default="", help="of those who get one")
        parser.add_argument("--every", type=int, default=1, help="every so many-th gets the password; 1: all")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pool = user_pools.get_user_pool(options["pool_id"])
            names = ("prefix", "password", "every")
            given = {name: options[name] for name in names}
            made = seeding.seed_users(pool, options["count"], caller=Caller(via=Via.COMMAND), **given)
            self._show(made, options["count"])
        except PoolError as error:
            raise CommandError(error.message) from error

    def _show(self, made: Any, count: int) -> None:
        """One line that changes where there is a terminal, else a line every few seconds."""
        is_terminal = self.stdout.isatty()
        started, first, told = time.monotonic(), next(made), 0.0
        for done in made:
            elapsed = time.monotonic() - started
            if elapsed - told < (0.2 if is_terminal else 5) and done < count:
                continue
            told = elapsed
            rate = (done - first) / elapsed
            left = (count - done) / rate
            line = f"{done:,} of {count:,} users, {rate:,.0f} per second, {left:,.0f} s left"
            self.stdout.write(f"\r{line:<70}" if is_terminal else line, ending="" if is_terminal else "\n")
            self.stdout.flush()
        self.stdout.write(f"\nAll {count:,} users are there." if is_terminal else f"All {count:,} users are there.")
