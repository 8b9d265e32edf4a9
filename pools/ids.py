"""How Cognito's identifiers look, and how new ones are made."""

import secrets
import string

from django.conf import settings

_LOWER = string.ascii_lowercase + string.digits
_MIXED = string.ascii_letters + string.digits


def new_pool_id(region: str) -> str:
    """`<region>_<9 letters and digits>`, e.g. `us-east-1_aB3dE6gH9`."""
    return f"{region}_{_pick(_MIXED, 9)}"


def new_client_id() -> str:
    """26 lower-case letters and digits."""
    return _pick(_LOWER, 26)


def new_client_secret() -> str:
    """52 lower-case letters and digits."""
    return _pick(_LOWER, 52)


def new_access_key_id() -> str:
    """`AKIA` and 16 capitals and digits (APP-25)."""
    return "AKIA" + _pick(string.ascii_uppercase + string.digits, 16)


def new_temporary_key_id() -> str:
    """`ASIA` and 16 capitals and digits: the id of an access key that comes with a session token."""
    return "ASIA" + _pick(string.ascii_uppercase + string.digits, 16)


def new_secret_access_key() -> str:
    """40 characters (APP-25)."""
    return _pick(_MIXED + "+/", 40)


def arn(service: str, resource: str, region: str) -> str:
    """An ARN within this installation's account, e.g. `arn:aws:cognito-idp:us-east-1:000000000000:userpool/...`."""
    return f"arn:aws:{service}:{region}:{settings.ACCOUNT_ID}:{resource}"


def iam_arn(resource: str) -> str:
    """The ARN of a principal or policy, which belong to no region, e.g. `arn:aws:iam::000000000000:user/carol`."""
    return f"arn:aws:iam::{settings.ACCOUNT_ID}:{resource}"


def _pick(alphabet: str, length: int) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))
