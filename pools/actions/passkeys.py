"""The passkeys of a signed-in user: registered, listed, deleted (API-354).

The challenge of a registration is sealed and says by itself whose it is, at which app client and until when; nothing
is kept of it but that it was answered.
"""

import datetime
import struct
import uuid
from typing import Any

from django.db import IntegrityError, transaction

from notifications import sealing
from pools.actions import audit, first_factors, paging, spent_steps, users, web_authn
from pools.caller import Caller
from pools.errors import (
    InvalidParameterException,
    LimitExceededException,
    PasswordResetRequiredException,
    ResourceNotFoundException,
    WebAuthnChallengeNotFoundException,
    WebAuthnClientMismatchException,
    WebAuthnCredentialNotSupportedException,
    WebAuthnNotEnabledException,
)
from pools.models import AppClient, User, WebAuthnCredential

_PURPOSE = "passkey registration"
_CONTENT = struct.Struct(">16s16s")  # step, sub; the client's id follows
_LISTING = "passkeys"
_MOST = 20  # of one user, as Cognito has it
_LONGEST_NAME = 64  # characters
_LONGEST_ID = 1400  # characters: 1,023 bytes is the most that an authenticator may choose, and some room

# What authenticators call themselves, by the AAGUID that they register with
_KNOWN_AUTHENTICATORS = {
    "08987058-cadc-4b81-b6e1-30de50dcbe96": "Windows Hello",
    "9ddd1817-af5a-4672-a2b9-3e3dd95000a9": "Windows Hello",
    "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4": "Google Password Manager",
    "fbfc3007-154e-4ecc-8c0b-6e020557d7bd": "Apple Passwords",
    "bada5566-a7aa-401f-bd96-45619a55120d": "1Password",
    "d548826e-79b4-db40-a3d8-11116f7e8349": "Bitwarden",
    "53414d53-554e-4700-0000-000000000000": "Samsung Pass",
}


def should_offer(user: User) -> bool:
    """Whether to ask the user for a passkey: he may have one in this pool, and has none."""
    is_allowed = first_factors.WEB_AUTHN in first_factors.allowed(user.pool)
    return is_allowed and user.status == User.Status.CONFIRMED and not web_authn.passkeys_of(user)


def start_registration(user: User, client: AppClient, *, caller: Caller) -> dict[str, Any]:
    """What the browser needs to make a passkey for this user."""
    _check_enabled(user)
    known = web_authn.passkeys_of(user)
    if len(known) >= _MOST:
        raise LimitExceededException("The user has the most passkeys that are allowed.")
    content = _CONTENT.pack(uuid.uuid4().bytes, user.sub.bytes) + client.client_id.encode()
    options = web_authn.creation_options(user, sealing.seal(_PURPOSE, content), known)
    audit.record(caller, "StartWebAuthnRegistration", client=client, user=user)
    return options


def complete_registration(user: User, client: AppClient, credential: Any, *, caller: Caller) -> WebAuthnCredential:
    """Keep the passkey that the browser made. A challenge serves once, at the app client that asked for it."""
    _check_enabled(user)
    if not isinstance(credential, dict):
        raise InvalidParameterException("Credential must be a RegistrationResponseJSON object.")
    challenge = web_authn.challenge_in(credential)
    step_id = _open(challenge, user, client)
    passkey = _passkey(user, web_authn.verify_registration(user.pool, credential, challenge))
    with transaction.atomic():
        _spend(step_id)
        users.lock(user)  # so that two at once do not both become the last one allowed
        if WebAuthnCredential.objects.filter(user=user).count() >= _MOST:
            raise LimitExceededException("The user has the most passkeys that are allowed.")
        _insert(passkey)
        audit.record(caller, "CompleteWebAuthnRegistration", client=client, user=user)
    return passkey


def list_passkeys(user: User, *, limit: int, token: str | None = None) -> tuple[list[WebAuthnCredential], str | None]:
    """A page of the user's passkeys, oldest first, and the token of the next one, if there is one."""
    passkeys = list(WebAuthnCredential.objects.filter(user=user).order_by("created_at", "credential_id"))
    if token:
        last = paging.open_position(_LISTING, token)
        ids = [passkey.credential_id for passkey in passkeys]
        passkeys = passkeys[ids.index(last) + 1 :] if last in ids else []
    page = passkeys[: limit or _MOST]
    more = paging.seal_position(_LISTING, page[-1].credential_id) if len(page) < len(passkeys) else None
    return page, more


def rename_passkey(user: User, credential_id: str, name: str, *, caller: Caller) -> None:
    """Call the passkey by a name of its owner's: an addition of ours, which Cognito has not."""
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise InvalidParameterException(f"The name must be 1 to {_LONGEST_NAME} printable characters.")
    with transaction.atomic():
        named = WebAuthnCredential.objects.filter(user=user, credential_id=credential_id[:_LONGEST_ID])
        if not named.update(friendly_name=name):
            raise ResourceNotFoundException("WebAuthn credential does not exist.")
        audit.record(caller, "RenameWebAuthnCredential", user=user)


def delete_passkey(user: User, credential_id: str, *, caller: Caller, event: str = "DeleteWebAuthnCredential") -> None:
    """Raises `ResourceNotFoundException`."""
    with transaction.atomic():
        deleted, _ = WebAuthnCredential.objects.filter(user=user, credential_id=credential_id[:_LONGEST_ID]).delete()
        if not deleted:
            raise ResourceNotFoundException("WebAuthn credential does not exist.")
        audit.record(caller, event, user=user)


def _check_enabled(user: User) -> None:
    if first_factors.WEB_AUTHN not in first_factors.allowed(user.pool):
        raise WebAuthnNotEnabledException
    if user.status == User.Status.RESET_REQUIRED:
        raise PasswordResetRequiredException


def _open(challenge: bytes, user: User, client: AppClient) -> uuid.UUID:
    """The id of the registration that was started with this challenge, by this user at this client."""
    try:
        content = sealing.unseal(_PURPOSE, challenge, max_age_seconds=web_authn.CEREMONY_SECONDS)
    except sealing.Unsealable:
        raise WebAuthnChallengeNotFoundException from None
    step, sub = _CONTENT.unpack_from(content)
    if sub != user.sub.bytes:
        raise WebAuthnChallengeNotFoundException
    if content[_CONTENT.size :] != client.client_id.encode():
        raise WebAuthnClientMismatchException
    return uuid.UUID(bytes=step)


def _spend(step_id: uuid.UUID) -> None:
    try:
        spent_steps.spend(step_id, datetime.timedelta(seconds=web_authn.CEREMONY_SECONDS))
    except spent_steps.AlreadySpent:
        raise WebAuthnChallengeNotFoundException from None


def _insert(passkey: WebAuthnCredential) -> None:
    """Ids are the authenticators' own choice: one that somebody has already is not taken over."""
    try:
        passkey.save(force_insert=True)
    except IntegrityError:
        raise WebAuthnCredentialNotSupportedException("The passkey is registered already.") from None


def _passkey(user: User, registration: web_authn.Registration) -> WebAuthnCredential:
    verified = registration.verified
    passkey = WebAuthnCredential(
        credential_id=web_authn.id_text(verified.credential_id),
        user=user,
        relying_party_id=web_authn.relying_party_id(user.pool),
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        friendly_name=name_of(verified.aaguid, registration.attachment),
        transports=registration.transports,
        attachment=registration.attachment,
        is_backed_up=verified.credential_backed_up,
        is_user_verifying=verified.user_verified,
    )
    if len(passkey.credential_id) > _LONGEST_ID:
        raise WebAuthnCredentialNotSupportedException("The id of the passkey is too long.")
    return passkey


def name_of(aaguid: str, attachment: str) -> str:
    """What a new passkey is called: by its authenticator, where that is known, or by its kind."""
    by_kind = "Security key" if attachment == "cross-platform" else "Passkey"
    return _KNOWN_AUTHENTICATORS.get(aaguid, by_kind)
