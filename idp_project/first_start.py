"""What an empty installation is given: an administrator, the root access key and the demo."""

import dataclasses
import secrets

from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.db import transaction

from idp_project import demo_pool
from pools.actions import administrators
from pools.caller import Caller, Via
from pools.errors import InvalidParameterException, PoolError
from pools.models import AccessKey, Administrator

CALLER = Caller(via=Via.COMMAND)


@dataclasses.dataclass(slots=True)
class Made:
    """What this start made, as it is to be shown: once. A secret that was given is not shown at all."""

    username: str = ""
    password: str = dataclasses.field(default="", repr=False)
    access_key_id: str = ""
    secret_access_key: str = dataclasses.field(default="", repr=False)
    warnings: list[str] = dataclasses.field(default_factory=list)


def prepare() -> Made:
    """Make what is missing. A second call finds nothing to do."""
    made = Made()
    owner = Administrator.objects.filter(username=settings.ADMIN_USERNAME).first()
    is_first = not Administrator.objects.exists()
    if is_first:
        owner = _make_administrator(made)
    if owner and (is_first or settings.ACCESS_KEY_ID):
        _make_access_key(owner, made)
    if settings.DEMO:
        _make_demo(made)
    return made


def _make_demo(made: Made) -> None:
    """A convenience: that it cannot be is no reason not to start."""
    try:
        with transaction.atomic():
            demo_pool.ensure(CALLER)
    except PoolError as refusal:
        made.warnings.append(f"POOLHOUSE_DEMO: there is no demo at this POOLHOUSE_PUBLIC_URL: {refusal}")


def _make_administrator(made: Made) -> Administrator:
    made.username = settings.ADMIN_USERNAME
    password = settings.ADMIN_PASSWORD or secrets.token_urlsafe(15)
    made.password = "" if settings.ADMIN_PASSWORD else password
    made.warnings += _weaknesses(password)
    return administrators.create_administrator(settings.ADMIN_USERNAME, password, caller=CALLER)


def _weaknesses(password: str) -> list[str]:
    """A given password is taken as it is, and judged: a start without a terminal must not fail on taste."""
    try:
        password_validation.validate_password(password)
    except ValidationError as error:
        return [f"POOLHOUSE_ADMIN_PASSWORD is weak: {' '.join(error.messages)}"]
    return []


def _make_access_key(owner: Administrator, made: Made) -> None:
    """The given pair, or one of our own at the first start."""
    kept = AccessKey.objects.filter(access_key_id=settings.ACCESS_KEY_ID).first()
    if not kept:
        key = administrators.create_access_key(
            owner, settings.ACCESS_KEY_ID or None, settings.SECRET_ACCESS_KEY or None, caller=CALLER
        )
        made.access_key_id = key.access_key_id
        made.secret_access_key = "" if settings.SECRET_ACCESS_KEY else key.secret
    elif not secrets.compare_digest(kept.secret.encode(), settings.SECRET_ACCESS_KEY.encode()):
        raise InvalidParameterException(
            f"POOLHOUSE_SECRET_ACCESS_KEY: {kept.access_key_id} exists with another secret. "
            "Give that one, or another POOLHOUSE_ACCESS_KEY_ID."
        )
