"""`manage.py client <id>`: what Cognito has no setting for. Without options it tells how things stand."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pools.actions import app_clients, client_own_settings
from pools.caller import Caller, Via
from pools.errors import PoolError
from pools.models import AppClient

_CALLER = Caller(via=Via.COMMAND)
_SWITCHES = {
    "require_pkce": ("PKCE required", "refuse authorization requests without a code challenge"),
    "require_pushed_authorization_requests": (
        "Pushed requests required",
        "refuse authorization requests that were not pushed",
    ),
    "allow_device_flow": ("Device flow", "sign in on devices without a keyboard"),
    "allow_sign_in_link": ("Sign-in by e-mail link", "send users a link that signs them in, on the hosted pages"),
}


class Command(BaseCommand):
    help = "PKCE, pushed requests, keys, device flow and sign-in by link of an app client."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("client_id")
        for name, (_title, about) in _SWITCHES.items():
            parser.add_argument(_option(name), choices=("on", "off"), help=about)
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
        for name, (title, _about) in _SWITCHES.items():
            self.stdout.write(f"{title:<26}{'on' if getattr(client, name) else 'off'}")
        self.stdout.write(f"{'Keys':<26}{_keys(client)}")


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


def _given(options: dict[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {name: options[name] == "on" for name in _SWITCHES if options[name]}
    if options["jwks"]:
        try:
            given["jwks"] = json.loads(options["jwks"].read_text())
        except (OSError, ValueError) as error:
            raise CommandError(f"{options['jwks']}: {error}") from error
    if options["no_jwks"]:
        given["jwks"] = None
    return given


def _keys(client: AppClient) -> str:
    if client.jwks is None:
        return "none"
    return ", ".join(f"{key['kty']} {key.get('kid', 'without id')}" for key in client.jwks["keys"])
