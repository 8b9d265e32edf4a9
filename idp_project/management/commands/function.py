"""`manage.py function`: the functions that triggers name (docs/triggers.md)."""

import base64
import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from pools.actions import functions
from pools.caller import Caller, Via
from pools.errors import PoolError
from pools.models import Function
from pools.triggers import samples, sender_keys

_PAGE = 100
_CALLER = Caller(via=Via.COMMAND)


class Command(BaseCommand):
    help = "List, add, change, delete or try the functions that triggers name by ARN."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("list", help="ARN, kind and place of each")
        for command, text in (("add", "register a function and print its ARN"), ("change", "replace what it is")):
            one = commands.add_parser(command, help=text)
            one.add_argument("name", help="a name, or an ARN to keep as it is")
            place = one.add_mutually_exclusive_group(required=True)
            place.add_argument("--python", metavar="MODULE:FUNCTION")
            place.add_argument("--webhook", metavar="URL")
            place.add_argument("--lambda", metavar="FUNCTION", dest="at_lambda", help="its name or ARN at the endpoint")
            one.add_argument("--endpoint-url", default="", help="of Lambda; AWS unless given")
            one.add_argument("--region", default="", help="of Lambda")
            one.add_argument("--access-key-id", default="", help="its secret is asked for on standard input")
            one.add_argument("--source-arn", action="append", default=[], help="a user pool that may have it asked")
            one.add_argument("--description", default="")
        commands.add_parser("delete", help="forget a function").add_argument("name")
        commands.add_parser("key", help="print the key that a webhook checks signatures by").add_argument("name")
        key = commands.add_parser("sender-key", help="print the key of a KMSKeyID, base64, for a raw AES keyring")
        key.add_argument("arn")
        trying = commands.add_parser("try", help="ask a function once")
        trying.add_argument("name")
        trying.add_argument("--source", choices=samples.SOURCES, default="PreSignUp_SignUp")
        trying.add_argument("--event", help="JSON, instead of the sample of the source")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['command'].replace('-', '_')}")(options)
        except PoolError as error:
            raise CommandError(error.message) from error

    def _list(self, options: dict[str, Any]) -> None:
        found, token = functions.list_functions(limit=_PAGE)
        while token:
            more, token = functions.list_functions(limit=_PAGE, token=token)
            found += more
        for each in found:
            self.stdout.write(f"{each.arn}  {each.kind}  {each.target}")

    def _add(self, options: dict[str, Any]) -> None:
        self.stdout.write(functions.create_function(options["name"], _described(options), caller=_CALLER).arn)

    def _change(self, options: dict[str, Any]) -> None:
        function = functions.get_function(options["name"])
        functions.update_function(function, _described(options), caller=_CALLER)

    def _delete(self, options: dict[str, Any]) -> None:
        functions.delete_function(functions.get_function(options["name"]), caller=_CALLER)

    def _key(self, options: dict[str, Any]) -> None:
        function = functions.get_function(options["name"])
        if function.kind != Function.Kind.WEBHOOK:
            raise CommandError("Only a webhook has a key that signs its requests.")
        self.stdout.write(function.secret)

    def _sender_key(self, options: dict[str, Any]) -> None:
        self.stdout.write(base64.b64encode(sender_keys.material(options["arn"])).decode())

    def _try(self, options: dict[str, Any]) -> None:
        try:
            event = (
                json.loads(options["event"]) if options["event"] else samples.sample(options["source"], settings.REGION)
            )
        except ValueError as error:
            raise CommandError(f"The event is no JSON: {error}") from error
        trial = functions.try_function(functions.get_function(options["name"]), event, caller=_CALLER)
        self.stdout.write(trial.answer or trial.error)
        self.stderr.write(f"{trial.milliseconds} ms")


def _described(options: dict[str, Any]) -> functions.Described:
    kinds = {"python": Function.Kind.PYTHON, "webhook": Function.Kind.WEBHOOK, "at_lambda": Function.Kind.LAMBDA}
    option, kind = next((option, kind) for option, kind in kinds.items() if options[option])
    return functions.Described(
        kind=kind,
        target=options[option],
        description=options["description"],
        endpoint_url=options["endpoint_url"],
        region=options["region"],
        access_key_id=options["access_key_id"],
        secret=input() if options["access_key_id"] else "",
        source_arns=options["source_arn"],
    )
