"""`manage.py pool <id>`: what Cognito has no setting for, and what messages say to users of one language. Without
options it tells how things stand."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pools.actions import key_rotation, message_texts, pool_own_settings, user_pools
from pools.actions.own_settings import Kind, OwnSetting
from pools.actions.pool_own_settings import OWN_SETTINGS
from pools.actions.wordings import Words
from pools.caller import Caller, Via
from pools.errors import PoolError
from pools.models import MessageKind, UserPool

_CALLER = Caller(via=Via.COMMAND)
_ON_OFF = ("on", "off")
_WIDTH = 30  # of the titles


class Command(BaseCommand):
    help = "What Cognito has no setting for, of a user pool; and new signing keys."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("pool_id")
        for setting in OWN_SETTINGS.values():
            parser.add_argument(_option(setting.name), help=setting.about, **_taking(setting))
        parser.add_argument("--restore", action="store_true", help="have it again within 14 days of its deletion")
        keys = parser.add_mutually_exclusive_group()
        keys.add_argument("--rotate-keys", action="store_true", help="new signing keys in an hour; tokens live on")
        keys.add_argument("--replace-keys", action="store_true", help="new ones at once, for stolen keys; tokens die")

        texts = parser.add_argument_group("what a message says to users of one language, by their attribute locale")
        texts.add_argument(
            "--message",
            nargs=2,
            metavar=("KIND", "LANGUAGE"),
            help=f"which one; KIND is one of {', '.join(MessageKind.values)}",
        )
        texts.add_argument("--subject", default="", help="of an e-mail; left out, it is that for all users")
        texts.add_argument("--text", help="what it says; empty: what it says to all users")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["restore"]:
                user_pools.restore_user_pool(options["pool_id"], caller=_CALLER)
            pool = user_pools.get_user_pool(options["pool_id"])
            self._apply(pool, options)
            if options["message"]:
                self._translate(pool, options)
        except PoolError as error:
            raise CommandError(error.message) from error
        for name, words in pool_own_settings.said_of(pool).items():
            self.stdout.write(f"{OWN_SETTINGS[name].title:<{_WIDTH}}{words}")
        for row in message_texts.list_translations(pool):
            self.stdout.write(f"{row.get_kind_display()} [{row.language}]  {row.message[:60]!r}")

    def _translate(self, pool: UserPool, options: dict[str, Any]) -> None:
        name, language = options["message"]
        kind, text = message_texts.get_kind(name), options["text"]
        if text is None:
            raise CommandError("--message needs --text.")
        words = Words(options["subject"], text) if text else Words()
        message_texts.say_in(pool, language, kind, words, caller=_CALLER)

    def _apply(self, pool: UserPool, options: dict[str, Any]) -> None:
        given = {name: setting for name, setting in OWN_SETTINGS.items() if options[name] is not None}
        if own := {name: _read(setting, options[name]) for name, setting in given.items()}:
            pool_own_settings.set_own_settings(pool, caller=_CALLER, **own)
        if options["rotate_keys"] and not key_rotation.rotate_signing_keys(pool, caller=_CALLER):
            self.stdout.write("The next signing keys are waiting already.")
        if options["replace_keys"]:
            key_rotation.replace_signing_keys(pool, caller=_CALLER)


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


def _taking(setting: OwnSetting) -> dict[str, Any]:
    match setting.kind:
        case Kind.SWITCH:
            return {"choices": _ON_OFF}
        case Kind.CHOICE:
            return {"choices": list(setting.choices)}
        case Kind.NUMBER:
            return {"type": int, "metavar": "N"}
        case _:
            return {"metavar": "TEXT"}


def _read(setting: OwnSetting, given: Any) -> Any:
    return given == "on" if setting.kind == Kind.SWITCH else given
