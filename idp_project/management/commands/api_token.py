"""`manage.py api_token <user name>`: a bearer token of the REST API, printed once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pools.actions import api_tokens
from pools.caller import Caller, Via
from pools.errors import PoolError
from pools.models import Administrator


class Command(BaseCommand):
    help = "Make a token of the REST API for a principal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", default="command line", help="what it is for")
        parser.add_argument("--days", type=int, help="days until it ends; never unless given")

    def handle(self, *args: Any, **options: Any) -> None:
        owner = Administrator.objects.filter(username=options["username"]).first()
        if owner is None:
            raise CommandError(f"There is no principal {options['username']}.")
        try:
            _, text = api_tokens.create_api_token(
                owner, options["name"], validity_days=options["days"], caller=Caller(via=Via.COMMAND)
            )
        except PoolError as error:
            raise CommandError(error.message) from error
        self.stdout.write(text)
