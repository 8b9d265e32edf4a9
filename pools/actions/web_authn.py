"""Passkeys as WebAuthn level 3 has them: who the relying party is, what a browser is asked for, what its answer proves.

The `webauthn` library reads and verifies; this module knows the pool's settings.
"""

import dataclasses
import hashlib
import json
import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import webauthn
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    parse_attestation_object,
    parse_authentication_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from notifications import sealing
from pools.actions import domains
from pools.errors import (
    InvalidParameterException,
    NotAuthorizedException,
    WebAuthnConfigurationMissingException,
    WebAuthnCredentialNotSupportedException,
    WebAuthnOriginNotAllowedException,
    WebAuthnRelyingPartyMismatchException,
)
from pools.models import User, UserPool, WebAuthnCredential

CEREMONY_SECONDS = 300  # how long a browser may take (WebAuthn section 15.1 recommends five to ten minutes)

_HOST_NAME = re.compile(r"(?=.{1,127}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
_ADDRESS = re.compile(r"[0-9.]+")  # a relying party is a domain, never an IP address
_ANDROID_APP = re.compile(r"android:apk-key-hash:[\w-]{43}")
_BOTH_FACTORS = "MULTI_FACTOR_WITH_USER_VERIFICATION"
_HOST = "_hosted_ui_host"
_MADE_UP_ID_BYTES = 20  # as long as those of the synchronised passkeys that most people have


@dataclasses.dataclass(frozen=True, slots=True)
class Registration:
    """A new passkey, verified, and what its browser told of it."""

    verified: VerifiedRegistration
    transports: list[str]
    attachment: str


def check_configuration(configuration: Mapping[str, Any]) -> None:
    """Refuse a `WebAuthnConfiguration` whose relying party no browser would take."""
    name = configuration.get("RelyingPartyId")
    if name is not None and (not _HOST_NAME.fullmatch(name) or _ADDRESS.fullmatch(name)):
        raise InvalidParameterException("RelyingPartyId must be a domain name.")


def relying_party_id(pool: UserPool) -> str:
    """The domain that passkeys are bound to: the configured one, or else that of the pool's hosted UI, which is looked
    up once for a pool as it was read."""
    name = pool.web_authn_configuration.get("RelyingPartyId")
    if not name:
        if _HOST not in pool.__dict__:
            pool.__dict__[_HOST] = urlsplit(domains.hosted_ui_url(pool)).hostname or ""
        name = pool.__dict__[_HOST]
    if not _HOST_NAME.fullmatch(name) or _ADDRESS.fullmatch(name):
        raise WebAuthnConfigurationMissingException
    return name


def proves_two_factors(user: User) -> bool:
    """Whether the user's passkey, with user verification, is the second factor too (SEC-285)."""
    configured = user.pool.web_authn_configuration.get("FactorConfiguration")
    return configured == _BOTH_FACTORS and user.web_authn_mfa_enabled


def passkeys_of(user: User) -> list[WebAuthnCredential]:
    """The user's passkeys for the pool's present relying party, oldest first."""
    try:
        relying_party = relying_party_id(user.pool)
    except WebAuthnConfigurationMissingException:
        return []
    return list(WebAuthnCredential.objects.filter(user=user, relying_party_id=relying_party).order_by("created_at"))


def creation_options(user: User, challenge: bytes, known: Sequence[WebAuthnCredential]) -> dict[str, Any]:
    """`CredentialCreationOptions` for `navigator.credentials.create`."""
    options = webauthn.generate_registration_options(
        rp_id=relying_party_id(user.pool),
        rp_name=user.pool.name,
        user_id=user.sub.bytes,
        user_name=_shown_name(user),
        challenge=challenge,
        timeout=CEREMONY_SECONDS * 1000,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_verification(user.pool)
        ),
        exclude_credentials=[descriptor(passkey.credential_id, passkey.transports) for passkey in known],
    )
    return json.loads(webauthn.options_to_json(options))


def request_options(pool: UserPool, user: User | None, username: str, challenge: bytes) -> str:
    """`CREDENTIAL_REQUEST_OPTIONS` for `navigator.credentials.get`. Who has no passkey seems to have one (WebAuthn
    section 14.6.2), always the same for a name in a pool."""
    passkeys = passkeys_of(user or User(pool=pool))  # what nobody has is looked up too, which takes its time
    known = [descriptor(each.credential_id, each.transports) for each in passkeys]
    requires_both = user is not None and proves_two_factors(user)
    options = webauthn.generate_authentication_options(
        rp_id=relying_party_id(pool),
        challenge=challenge,
        timeout=CEREMONY_SECONDS * 1000,
        allow_credentials=known or [_made_up(pool, username)],
        user_verification=UserVerificationRequirement.REQUIRED if requires_both else _verification(pool),
    )
    return webauthn.options_to_json(options)


def open_request_options(pool: UserPool, challenge: bytes) -> str:
    """The same for nobody in particular: the browser shows whichever passkeys it has for the relying party."""
    requires_both = pool.web_authn_configuration.get("FactorConfiguration") == _BOTH_FACTORS
    options = webauthn.generate_authentication_options(
        rp_id=relying_party_id(pool),
        challenge=challenge,
        timeout=CEREMONY_SECONDS * 1000,
        user_verification=UserVerificationRequirement.REQUIRED if requires_both else _verification(pool),
    )
    return webauthn.options_to_json(options)


def user_handle(credential: Mapping[str, Any]) -> uuid.UUID | None:
    """Whose passkey a browser's answer says it is, not verified; None if it does not say."""
    try:
        return uuid.UUID(bytes=_base64url(credential["response"].get("userHandle")))
    except ValueError:
        return None


def serves_on(pool: UserPool, host: str) -> bool:
    """Whether browsers take the pool's passkeys on pages of this host name."""
    try:
        relying_party = relying_party_id(pool)
    except WebAuthnConfigurationMissingException:
        return False
    return host == relying_party or host.endswith(f".{relying_party}")


def id_text(credential_id: bytes) -> str:
    """The id of a passkey as browsers write it."""
    return bytes_to_base64url(credential_id)


def read_assertion(text: str) -> dict[str, Any]:
    """An `AuthenticationResponseJSON`. Raises `InvalidParameterException` for all that has another shape, whoever it is
    said to come from."""
    try:
        credential = json.loads(text)
        parse_authentication_credential_json(credential)
    except Exception as error:  # a parser that is fed by strangers may raise anything
        raise InvalidParameterException("CREDENTIAL must be an AuthenticationResponseJSON object.") from error
    _client_data(credential)
    return credential


def challenge_in(credential: Mapping[str, Any]) -> bytes:
    """The challenge that a credential says it answers, not verified. Raises `InvalidParameterException`."""
    return _base64url(_client_data(credential).get("challenge"))


def verify_registration(pool: UserPool, credential: dict[str, Any], challenge: bytes) -> Registration:
    """What a browser answered to the creation options. Raises the refusals of `CompleteWebAuthnRegistration`."""
    relying_party, origin = relying_party_id(pool), str(_client_data(credential).get("origin"))
    if not _is_origin_of(relying_party, origin):
        raise WebAuthnOriginNotAllowedException
    try:
        attested = parse_attestation_object(_base64url(credential["response"].get("attestationObject")))
    except Exception as error:  # a parser of CBOR that is fed by strangers may raise anything
        raise InvalidParameterException("Credential has no valid attestationObject.") from error
    if attested.auth_data.rp_id_hash != hashlib.sha256(relying_party.encode()).digest():
        raise WebAuthnRelyingPartyMismatchException
    try:
        verified = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=relying_party,
            expected_origin=origin,
            require_user_verification=_verification(pool) == UserVerificationRequirement.REQUIRED,
        )
    except Exception as error:  # likewise
        raise WebAuthnCredentialNotSupportedException(reason=str(error)) from error
    return Registration(verified, transports_in(credential), str(credential.get("authenticatorAttachment") or "")[:32])


def verify_assertion(
    user: User, passkey: WebAuthnCredential, credential: dict[str, Any], challenge: bytes
) -> VerifiedAuthentication:
    """What a browser answered to the request options. Raises `NotAuthorizedException`."""
    pool, origin = user.pool, str(_client_data(credential).get("origin"))
    handle = credential["response"].get("userHandle")
    if not _is_origin_of(passkey.relying_party_id, origin) or (handle and handle != id_text(user.sub.bytes)):
        raise NotAuthorizedException(reason="passkey of another origin or user")
    requires_verification = _verification(pool) == UserVerificationRequirement.REQUIRED or proves_two_factors(user)
    try:
        return webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=passkey.relying_party_id,
            expected_origin=origin,
            credential_public_key=bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=requires_verification,
        )
    except WebAuthnException as error:
        raise NotAuthorizedException(reason=str(error)) from error
    except Exception as error:  # a parser that is fed by strangers may raise anything
        raise NotAuthorizedException(reason=f"passkey: {type(error).__name__}") from error


def _client_data(credential: Mapping[str, Any]) -> dict[str, Any]:
    response = credential.get("response")
    try:
        content = json.loads(_base64url(response.get("clientDataJSON"))) if isinstance(response, dict) else None
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise InvalidParameterException("Credential has no valid clientDataJSON.")
    return content


def _base64url(value: object) -> bytes:
    try:
        return base64url_to_bytes(value) if isinstance(value, str) else b""
    except ValueError:
        raise InvalidParameterException("Credential is not valid base64url.") from None


def _is_origin_of(relying_party: str, origin: str) -> bool:
    """The relying party's own pages or those below it (WebAuthn section 7.1 step 9); an Android app, which the system
    lets speak for the domains that vouch for it. Plain HTTP only on this machine."""
    if _ANDROID_APP.fullmatch(origin):
        return True
    try:
        parts = urlsplit(origin)
        host = parts.hostname or ""
    except ValueError:
        return False
    is_secure = parts.scheme == "https" or (parts.scheme == "http" and _is_local(host))
    return is_secure and (host == relying_party or host.endswith(f".{relying_party}"))


def _is_local(host: str) -> bool:
    return host == "localhost" or host.endswith(".localhost")


def _verification(pool: UserPool) -> UserVerificationRequirement:
    return UserVerificationRequirement(pool.web_authn_configuration.get("UserVerification", "preferred"))


def _shown_name(user: User) -> str:
    """What the browser's list of passkeys calls the account: where the user name is made up, the address."""
    named = (user.attributes.get(attribute) for attribute in user.pool.username_attributes)
    return next((name for name in named if name), user.username)


def descriptor(credential_id: str, transports: Sequence[str]) -> PublicKeyCredentialDescriptor:
    """A passkey as options name it to browsers."""
    return PublicKeyCredentialDescriptor(
        id=base64url_to_bytes(credential_id), transports=[AuthenticatorTransport(each) for each in transports] or None
    )


def _made_up(pool: UserPool, username: str) -> PublicKeyCredentialDescriptor:
    digest = bytes.fromhex(sealing.fingerprint("simulated passkey", f"{pool.id}/{pool.fold(username)}"))
    return PublicKeyCredentialDescriptor(
        id=digest[:_MADE_UP_ID_BYTES], transports=[AuthenticatorTransport.INTERNAL, AuthenticatorTransport.HYBRID]
    )


def transports_in(credential: Mapping[str, Any]) -> list[str]:
    """Those that the specification knows; what else a browser sends is of no use to another one."""
    given = credential["response"].get("transports")
    known = {transport.value for transport in AuthenticatorTransport}
    return [each for each in given if each in known] if isinstance(given, list) else []
