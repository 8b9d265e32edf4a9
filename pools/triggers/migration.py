"""Bringing a user over who is not in the pool yet, in the moment of a sign-in or of a forgotten password (TRG-167 to
TRG-192)."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from pools.errors import InvalidLambdaResponseException
from pools.triggers.invoking import Occasion, client_metadata, invoke, read, read_list, read_texts

USER_MIGRATION = "UserMigration"
AUTHENTICATION, FORGOT_PASSWORD = "UserMigration_Authentication", "UserMigration_ForgotPassword"

_GIVEN = (
    "userAttributes",
    "forceAliasCreation",
    "enableSMSMFA",
    "finalUserStatus",
    "messageAction",
    "desiredDeliveryMediums",
)


@dataclasses.dataclass(frozen=True, slots=True)
class Migrated:
    """Who the function says it is."""

    attributes: Mapping[str, str]
    is_confirmed: bool
    is_told: bool  # whether the user gets the welcome message
    media: list[str]
    forces_aliases: bool
    enables_sms_mfa: bool


def migrate(
    source: str, occasion: Occasion, *, password: str | None = None, validation_data: Mapping[str, str] | None = None
) -> Migrated:
    """What the pool's function knows of this name. Its refusal is raised."""
    request: dict[str, Any] = {"validationData": dict(validation_data) if validation_data else None}
    if password is not None:
        request = {"password": password} | request
    request |= client_metadata(occasion)
    response = invoke(USER_MIGRATION, source, occasion, request, dict.fromkeys(_GIVEN))
    attributes = read_texts(response, "userAttributes")
    if not attributes:  # TRG-174
        raise InvalidLambdaResponseException
    return Migrated(
        attributes=attributes,
        is_confirmed=read(response, "finalUserStatus", str, "") == "CONFIRMED",
        is_told=read(response, "messageAction", str, "") != "SUPPRESS",
        media=_media(response),
        forces_aliases=_read_flag(response, "forceAliasCreation"),
        enables_sms_mfa=_read_flag(response, "enableSMSMFA"),
    )


def _media(response: Mapping[str, Any]) -> list[str]:
    media = read_list(response, "desiredDeliveryMediums") or ["SMS"]  # TRG-185
    if not set(media) <= {"SMS", "EMAIL"}:
        raise InvalidLambdaResponseException
    return media


def _read_flag(response: Mapping[str, Any], name: str) -> bool:
    """A boolean, which the guide prints as text as well."""
    value = response.get(name)
    if isinstance(value, str) and value.upper() in ("TRUE", "FALSE"):
        return value.upper() == "TRUE"
    return read(response, name, bool, False)
