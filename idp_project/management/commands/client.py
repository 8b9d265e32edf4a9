"""`manage.py client <id>`: what Cognito has no setting for. Without options it tells how things stand."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pools.actions import app_clients, client_own_settings
from pools.actions.client_own_settings import OWN_SETTINGS
from pools.actions.own_settings import Kind
from pools.caller import Caller, Via
from pools.errors import PoolError

_CALLER = Caller(via=Via.COMMAND)
_SWITCHES, _URLS = ([each for each in OWN_SETTINGS.values() if each.kind == kind] for kind in (Kind.SWITCH, Kind.URL))
_WIDTH = 36  # of the titles


class Command(BaseCommand):
    help = (
        "What Cognito has no setting for, of an app client: PKCE, pushed requests, keys, back-channel logout and so on."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("client_id")
        for switch in _SWITCHES:
            parser.add_argument(_option(switch.name), choices=("on", "off"), help=switch.about)
        for url in _URLS:
            parser.add_argument(_option(url.name), metavar="URL", help=f"{url.about}; empty: none")
        keys = parser.add_mutually_exclusive_group()
        keys.add_argument("--jwks", type=Path, metavar="FILE", help="public keys that it proves itself by (RFC 7523)")
        keys.add_argument("--no-jwks", action="store_true", help="it proves itself by its secret again, or by nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            client = app_clients.get_app_client(options["client_id"])
            if given := _given(options):
                client_own_settings.set_own_settings(client, caller=_CALLER, **given)
        except PoolError as error:
            raise CommandError(error.message) from error
        for name, words in client_own_settings.said_of(client).items():
            self.stdout.write(f"{OWN_SETTINGS[name].title:<{_WIDTH}}{words}")


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


def _given(options: dict[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {each.name: options[each.name] == "on" for each in _SWITCHES if options[each.name]}
    given |= {each.name: options[each.name] for each in _URLS if options[each.name] is not None}
    if options["jwks"]:
        try:
            given["jwks"] = json.loads(options["jwks"].read_text())
        except (OSError, ValueError) as error:
            raise CommandError(f"{options['jwks']}: {error}") from error
    if options["no_jwks"]:
        given["jwks"] = None
    return given
