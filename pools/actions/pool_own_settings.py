"""Settings of a user pool that Cognito does not have."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from pools.actions import audit, issuer
from pools.actions.own_settings import Kind, OwnSetting, said
from pools.caller import Caller
from pools.errors import InvalidParameterException
from pools.models import UserPool

ISSUER = "issuer"  # no column alone: `native`, `aws` or an address
_LONGEST_MESSAGE = 20_000  # characters, as Cognito's longest
_MARK = re.compile(r"\{##.+?##\}", re.DOTALL)

OWN_SETTINGS = {
    setting.name: setting
    for setting in (
        OwnSetting(
            ISSUER,
            Kind.LINE,
            "Issuer",
            "whom tokens say they are from: native, aws, or an https address of your own; "
            "changing it voids the access tokens of before",
            is_required=True,
        ),
        OwnSetting(
            "password_storage",
            Kind.CHOICE,
            "Password storage",
            "how passwords are kept, from each user's next sign-in by password on",
            choices=dict(UserPool.PasswordStorage.choices),
        ),
        OwnSetting(
            "signing_key_days",
            Kind.NUMBER,
            "Signing keys replaced after",
            "days after which new signing keys take their place; 0: none do by themselves",
            most=32_767,
            unit="days",
            unset="never",
        ),
        OwnSetting(
            "allow_account_deletion",
            Kind.SWITCH,
            "Users delete their accounts",
            "let users delete their own accounts on the account page",
        ),
        OwnSetting(
            "sign_in_link_subject",
            Kind.LINE,
            "Subject of sign-in links",
            "subject of the e-mail that carries a link to sign in with",
            longest=140,
            unset="as it comes",
        ),
        OwnSetting(
            "sign_in_link_message",
            Kind.TEXT,
            "Text of sign-in links",
            "text of that e-mail, plain or HTML; the link stands where {##its own text##} is, the user's name where "
            "{username} is",
            longest=_LONGEST_MESSAGE,
            unset="as it comes",
        ),
    )
}


def values_of(pool: UserPool) -> dict[str, Any]:
    """What each of `OWN_SETTINGS` holds."""
    return {name: _issuer(pool) if name == ISSUER else getattr(pool, name) for name in OWN_SETTINGS}


def said_of(pool: UserPool) -> dict[str, str]:
    """The same in a few words."""
    words = {name: said(OWN_SETTINGS[name], value) for name, value in values_of(pool).items()}
    return words | {ISSUER: pool.issuer}


def set_own_settings(pool: UserPool, *, caller: Caller, **settings: Any) -> None:
    """Change what Cognito has no setting for, `OWN_SETTINGS`. What is left out stays. Raises
    `InvalidParameterException`."""
    columns = {name: value for name, value in settings.items() if name != ISSUER}
    with transaction.atomic():
        if columns:
            _set_columns(pool, columns, caller)
        if settings.get(ISSUER, _issuer(pool)) != _issuer(pool):
            _set_issuer(pool, settings[ISSUER], caller)


def _set_columns(pool: UserPool, columns: dict[str, Any], caller: Caller) -> None:
    check_sign_in_link(columns.get("sign_in_link_message", ""))
    for name, value in columns.items():
        setattr(pool, name, value)
    try:
        pool.clean_fields(exclude=[field.name for field in UserPool._meta.fields if field.name not in columns])
    except ValidationError as error:
        raise InvalidParameterException("; ".join(error.messages)) from error
    pool.save(update_fields=[*columns, "modified_at"])
    audit.record(caller, "SetOwnSettings", pool=pool, **columns)


def check_sign_in_link(text: str) -> None:
    """Raise `InvalidParameterException` for a text that cannot carry the link."""
    if len(text) > _LONGEST_MESSAGE:
        raise InvalidParameterException(f"The text of a sign-in link has at most {_LONGEST_MESSAGE} characters.")
    if text and not _MARK.search(text):
        raise InvalidParameterException("The text of a sign-in link has a place for it: {##Sign in##}")


def _issuer(pool: UserPool) -> str:
    return pool.custom_issuer if pool.issuer_mode == UserPool.Issuer.CUSTOM else str(pool.issuer_mode)


def _set_issuer(pool: UserPool, given: str, caller: Caller) -> None:
    mode = given if given in (UserPool.Issuer.NATIVE, UserPool.Issuer.AWS) else UserPool.Issuer.CUSTOM
    issuer.set_issuer(pool, mode, given if mode == UserPool.Issuer.CUSTOM else "", caller=caller)
