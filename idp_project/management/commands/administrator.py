"""`manage.py administrator <user name>`: let somebody into the console again whom no other administrator can help."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pools.actions import administrator_factors, administrator_sessions, principals
from pools.caller import Caller, Via
from pools.errors import PoolError


class Command(BaseCommand):
    help = "Take second factors away from an administrator who lost them all, or make a new password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--reset-second-factors", action="store_true", help="app, passkeys and recovery codes")
        parser.add_argument("--new-password", action="store_true", help="make one, which is printed once")

    def handle(self, *args: Any, **options: Any) -> None:
        """Either also ends the administrator's sessions: whoever has the lost phone may have them too."""
        caller = Caller(via=Via.COMMAND)
        if not (options["reset_second_factors"] or options["new_password"]):
            raise CommandError("Say --reset-second-factors, --new-password or both.")
        try:
            user = principals.get_principal(options["username"])
        except PoolError as error:
            raise CommandError(error.message) from error
        if options["reset_second_factors"]:
            administrator_factors.reset(user, caller=caller)
            self.stdout.write("The second factors are taken away. The next sign-in is by password.")
        if options["new_password"]:
            password = secrets.token_urlsafe(15)
            principals.set_password(user, password, caller=caller)
            self.stdout.write(f"Password  {password}")
        administrator_sessions.end_all(user, caller=caller)
