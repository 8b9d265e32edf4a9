"""Passkeys of administrators: made on the account page, shown in the place of a password or beside it.

The relying party is the host of `POOLHOUSE_PUBLIC_URL`. An authenticator has to verify its owner (WebAuthn section
6.4), so a passkey counts as both factors. Challenges are sealed and say by themselves what they are for; nothing is
kept but that one was answered.
"""

import datetime
import ipaddress
import json
import uuid
from urllib.parse import urlsplit

import webauthn
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from notifications import sealing
from pools.actions import administrator_factors, audit, passkeys, spent_steps, web_authn
from pools.caller import Caller
from pools.errors import (
    InvalidParameterException,
    LimitExceededException,
    NotAuthorizedException,
    ResourceNotFoundException,
)
from pools.models import Administrator, AdministratorPasskey

MOST = 20  # of one administrator
_PURPOSE = "administrator's passkey"
_SIGN_IN = "sign-in"
_LONGEST_ID = 1400
_VERIFIED = UserVerificationRequirement.REQUIRED
_REFUSED = "This passkey is not known here."


def relying_party() -> str:
    """The host that passkeys are bound to; empty where browsers take none, at an IP address."""
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host
    return ""


def serves_on(host: str) -> bool:
    """Whether browsers take passkeys on a page of this `Host`."""
    return bool(relying_party()) and host == urlsplit(settings.PUBLIC_URL).netloc


def creation_options(administrator: Administrator) -> str:
    """What the browser needs to make a passkey, as JSON."""
    known = AdministratorPasskey.objects.filter(owner=administrator)
    options = webauthn.generate_registration_options(
        rp_id=relying_party(),
        rp_name="Poolhouse",
        user_id=_handle(administrator),
        user_name=administrator.username,
        challenge=_challenge(str(administrator.pk)),
        timeout=web_authn.CEREMONY_SECONDS * 1000,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_VERIFIED
        ),
        exclude_credentials=[_descriptor(passkey) for passkey in known],
    )
    return webauthn.options_to_json(options)


def request_options(administrator: Administrator | None = None) -> str:
    """What the browser needs to show a passkey of this administrator, or of whoever sits there, as JSON."""
    known = AdministratorPasskey.objects.filter(owner=administrator) if administrator else []
    options = webauthn.generate_authentication_options(
        rp_id=relying_party(),
        challenge=_challenge(_SIGN_IN),
        timeout=web_authn.CEREMONY_SECONDS * 1000,
        allow_credentials=[_descriptor(passkey) for passkey in known],
        user_verification=_VERIFIED,
    )
    return webauthn.options_to_json(options)


def register(administrator: Administrator, answer: str, *, caller: Caller) -> AdministratorPasskey:
    """Keep the passkey that the browser made. A challenge serves once. Raises `InvalidParameterException`."""
    try:
        credential = json.loads(answer)
        challenge = web_authn.challenge_in(credential)
        step_id = _open(challenge, str(administrator.pk))
        verified = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=relying_party(),
            expected_origin=_origin(),
            require_user_verification=True,
        )
    except Exception as error:  # a parser of CBOR that is fed by strangers may raise anything
        raise InvalidParameterException("The browser's answer proves no new passkey.") from error
    passkey = AdministratorPasskey(
        owner=administrator,
        credential_id=web_authn.id_text(verified.credential_id),
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        name=passkeys.name_of(verified.aaguid, str(credential.get("authenticatorAttachment") or "")),
        transports=web_authn.transports_in(credential),
    )
    _insert(passkey, step_id, caller)
    return passkey


def verify(answer: str, *, owner: Administrator | None = None) -> Administrator:
    """Whose passkey the browser showed, verified; of `owner`, if one is given. Raises `NotAuthorizedException`."""
    try:
        credential = web_authn.read_assertion(answer)
        challenge = web_authn.challenge_in(credential)
        step_id = _open(challenge, _SIGN_IN)
    except (InvalidParameterException, sealing.Unsealable) as error:
        raise NotAuthorizedException(_REFUSED, reason=str(error)) from error
    passkey = AdministratorPasskey.objects.filter(credential_id=str(credential.get("id"))[:_LONGEST_ID]).first()
    if passkey is None or (owner and passkey.owner_id != owner.pk):
        raise NotAuthorizedException(_REFUSED)
    handle = credential["response"].get("userHandle")
    if handle and base64url_to_bytes(handle) != _handle(passkey.owner):
        raise NotAuthorizedException(_REFUSED)
    try:
        verified = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=relying_party(),
            expected_origin=_origin(),
            credential_public_key=bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except Exception as error:  # likewise
        raise NotAuthorizedException(_REFUSED, reason=f"passkey: {error}") from error
    _note_use(passkey, verified.new_sign_count, step_id)
    return passkey.owner


def delete(administrator: Administrator, credential_id: str, *, caller: Caller) -> None:
    """The passkey signs in no more. Raises `ResourceNotFoundException`."""
    with transaction.atomic():
        deleted, _ = AdministratorPasskey.objects.filter(owner=administrator, credential_id=credential_id).delete()
        if not deleted:
            raise ResourceNotFoundException("Passkey not found.")
        administrator_factors.check_left(administrator)
        audit.record(caller, "DeactivateMFADevice", arn=administrator.arn, kind="passkey")


def _insert(passkey: AdministratorPasskey, step_id: uuid.UUID, caller: Caller) -> None:
    owner = passkey.owner
    try:
        with transaction.atomic():
            spent_steps.spend(step_id, _ceremony())
            Administrator.objects.select_for_update().get(pk=owner.pk)  # of two requests at once, one waits
            if AdministratorPasskey.objects.filter(owner=owner).count() >= MOST:
                raise LimitExceededException(f"Cannot exceed quota for PasskeysPerUser: {MOST}")
            passkey.save(force_insert=True)
            audit.record(caller, "EnableMFADevice", arn=owner.arn, kind="passkey")
    except spent_steps.AlreadySpent:
        raise InvalidParameterException("This answer of the browser was used already.") from None
    except IntegrityError:
        raise InvalidParameterException("The passkey is registered already.") from None


def _note_use(passkey: AdministratorPasskey, sign_count: int, step_id: uuid.UUID) -> None:
    """Spend the challenge: of two requests with one answer, the database lets one through."""
    try:
        with transaction.atomic():
            spent_steps.spend(step_id, _ceremony())
            row = AdministratorPasskey.objects.filter(pk=passkey.pk)
            row.update(sign_count=sign_count or F("sign_count"), last_used_at=timezone.now())
    except spent_steps.AlreadySpent:
        raise NotAuthorizedException("This answer of the browser was used already.") from None


def _challenge(about: str) -> bytes:
    return sealing.seal(_PURPOSE, uuid.uuid4().bytes + about.encode())


def _open(challenge: bytes, about: str) -> uuid.UUID:
    """The id of the ceremony that was begun with this challenge. Raises `Unsealable`."""
    content = sealing.unseal(_PURPOSE, challenge, max_age_seconds=web_authn.CEREMONY_SECONDS)
    if content[16:] != about.encode():
        raise sealing.Unsealable(_PURPOSE)
    return uuid.UUID(bytes=content[:16])


def _ceremony() -> datetime.timedelta:
    return datetime.timedelta(seconds=web_authn.CEREMONY_SECONDS)


def _handle(administrator: Administrator) -> bytes:
    """What authenticators know the account by; nothing can be read from it (WebAuthn section 14.6.1)."""
    return bytes.fromhex(sealing.fingerprint("administrator's handle", str(administrator.pk)))


def _origin() -> str:
    parts = urlsplit(settings.PUBLIC_URL)
    return f"{parts.scheme}://{parts.netloc}"


def _descriptor(passkey: AdministratorPasskey) -> PublicKeyCredentialDescriptor:
    return web_authn.descriptor(passkey.credential_id, passkey.transports)
