"""`manage.py pool <id>`: what Cognito has no setting for. Without options it tells how things stand."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pools.actions import issuer, key_rotation, user_pools
from pools.caller import Caller, Via
from pools.errors import PoolError
from pools.models import UserPool

_CALLER = Caller(via=Via.COMMAND)


class Command(BaseCommand):
    help = "Issuer, kind of password storage and signing keys of a user pool."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("pool_id")
        parser.add_argument("--issuer", help="native, aws, or an https address of your own")
        parser.add_argument("--password-storage", choices=UserPool.PasswordStorage.values)
        parser.add_argument("--signing-key-days", type=int, help="age at which signing keys are replaced; 0: never")
        keys = parser.add_mutually_exclusive_group()
        keys.add_argument("--rotate-keys", action="store_true", help="new signing keys in an hour; tokens live on")
        keys.add_argument("--replace-keys", action="store_true", help="new ones at once, for stolen keys; tokens die")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pool = user_pools.get_user_pool(options["pool_id"])
            self._apply(pool, options)
        except PoolError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"Issuer            {pool.issuer}")
        self.stdout.write(f"Password storage  {pool.password_storage}")
        self.stdout.write(f"Key rotation      {_rotation(pool)}")

    def _apply(self, pool: UserPool, options: dict[str, Any]) -> None:
        own = {name: options[name] for name in user_pools.OWN_SETTINGS if options[name] is not None}
        if own:
            user_pools.set_own_settings(pool, caller=_CALLER, **own)
        if given := options["issuer"]:
            mode = given if given in ("native", "aws") else "custom"
            issuer.set_issuer(pool, mode, given if mode == "custom" else "", caller=_CALLER)
        if options["rotate_keys"] and not key_rotation.rotate_signing_keys(pool, caller=_CALLER):
            self.stdout.write("The next signing keys are waiting already.")
        if options["replace_keys"]:
            key_rotation.replace_signing_keys(pool, caller=_CALLER)


def _rotation(pool: UserPool) -> str:
    return f"every {pool.signing_key_days} days" if pool.signing_key_days else "by hand"
