"""`manage.py bootstrap`: prepare the installation and say how to reach it. The second time only the latter."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from idp_project import authority, first_start, preflight
from pools.errors import PoolError


class Command(BaseCommand):
    help = "Migrate, and make the first administrator, the root access key and the demo unless they exist."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            preflight.check_root_pair()
            preflight.check_database()
            call_command("migrate", interactive=False, verbosity=0)
            made = first_start.prepare()
        except (preflight.CannotStart, PoolError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_box([*_addresses(), *_secrets(made), *made.warnings]))


def _addresses() -> list[str]:
    lines = [
        f"Poolhouse    {settings.PUBLIC_URL}/",
        f"Console      {settings.PUBLIC_URL}/admin/",
        f"API          endpoint {settings.PUBLIC_URL}, region {settings.REGION}",
    ]
    if settings.DEMO:
        lines.append(f"Demo app     {settings.PUBLIC_URL}/demo/")
    if settings.TLS == "local":
        lines.append(f"To trust     {authority.certificate_path(settings.DATA_DIR)} (manage.py authority)")
    return lines


def _secrets(made: first_start.Made) -> list[str]:
    lines = []
    if made.username:
        lines += ["", f"Administrator       {made.username}", f"Password            {made.password or _GIVEN}"]
    if made.access_key_id:
        lines += ["", f"Access key id       {made.access_key_id}"]
        lines += [f"Secret access key   {made.secret_access_key or _GIVEN}"]
    if made.password or made.secret_access_key:
        lines += ["", "Keep these now: they are not shown again."]
    return lines


_GIVEN = "(as given by the environment)"


def _box(lines: list[str]) -> str:
    width = max(map(len, lines))
    edge = "─" * (width + 2)
    return "\n".join([f"┌{edge}┐", *(f"│ {line:<{width}} │" for line in lines), f"└{edge}┘"])
