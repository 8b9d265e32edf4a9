"""Sessions: what a refresh token stands for, until it ends or is revoked.

A refresh token is sealed, so nobody reads it (SEC-03) and nobody makes one without our keys; within is a secret of the
session's row, so our keys alone do not make one either. It says which one of the rotated tokens it is.
"""

import datetime
import secrets
import struct
import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from notifications import batches, sealing
from pools.actions import (
    assurance,
    audit,
    backchannel_logout,
    devices,
    occasions,
    token_overrides,
    user_sessions,
)
from pools.actions.tokens import API_SCOPES, NewDevice, Tokens, check_binding, issue_tokens
from pools.caller import Caller
from pools.errors import (
    NotAuthorizedException,
    RefreshTokenReuseException,
    UnauthorizedException,
    UnsupportedOperationException,
    UnsupportedTokenTypeException,
)
from pools.models import AppClient, Session, User
from pools.models.session import NEW_SESSION, SESSION_WITH_ALL
from pools.triggers.token_generation import Overrides, Source

_PURPOSE = "refresh token"
_LONGEST_ACCESS = datetime.timedelta(days=1)  # an access token from the last refresh may outlive the session so long
_CONTENT = struct.Struct(">16sI16s")  # session, generation, secret


def start_session(
    user: User,
    client: AppClient,
    *,
    auth_time: datetime.datetime,
    methods: Sequence[str] = (),
    scopes: Sequence[str] = (),
    resource: str = "",
    event_id: uuid.UUID,
    device_key: str = "",
    browser_session_id: uuid.UUID | None = None,
    jkt: str = "",
    caller: Caller | None = None,
) -> tuple[Session, str]:
    """Begin a session and give its refresh token, which is not kept. Without scopes it is a sign-in by the API.
    `methods` are how the user proved who he is (`assurance.Method`). The refresh tokens of a client that has nothing to
    prove itself by are bound to the key with the thumbprint `jkt` (RFC 9449 section 5). Raises `NotAuthorizedException`
    where the client's tokens must be bound, and there is none."""
    check_binding(client, jkt)
    if client.pool.tracks_sessions:
        user_sessions.make_room(user)
    session = Session(
        user=user,
        client=client,
        auth_time=auth_time,
        acr=assurance.acr(client.pool, methods),
        amr=" ".join(assurance.amr(methods)),
        expires_at=timezone.now() + client.refresh_token_lifetime,
        scopes=list(scopes),
        resource=resource,
        event_id=event_id,
        device_key=device_key,
        browser_session_id=browser_session_id,
        dpop_jkt="" if client.is_confidential else jkt,
        ip_address=caller.ip_address if caller else "",
        user_agent=caller.user_agent[:512] if caller else "",
    )
    return NEW_SESSION.insert(session), _refresh_token(session)


def find_by_refresh_token(refresh_token: str) -> tuple[Session, int] | None:
    """The session that the token belongs to, in whatever state, with its user, client and pool; and the generation of
    the token. One query. None when it is no refresh token of ours."""
    try:
        content = sealing.unseal(_PURPOSE, refresh_token)
    except sealing.Unsealable:
        return None
    session_id, generation, secret = _CONTENT.unpack(content)
    session = SESSION_WITH_ALL.find(uuid.UUID(bytes=session_id))
    if session is None or not secrets.compare_digest(session.refresh_secret, secret.hex()):
        return None
    session.user.pool = session.client.pool
    return session, generation


def is_usable(session: Session, generation: int) -> bool:
    """Whether a refresh token of this generation would be taken now, be it for the grace period. Changes nothing."""
    is_alive = not session.is_revoked and session.expires_at > timezone.now() and session.user.enabled
    return is_alive and _is_current(session, generation)


def refresh(
    session: Session,
    generation: int,
    *,
    caller: Caller,
    device_key: str = "",
    names_devices: bool = False,
    jkt: str = "",
    client_metadata: Mapping[str, str] | None = None,
) -> Tokens:
    """New ID and access tokens; a new refresh token only where the client rotates them (SEC-44, SEC-271). With
    `names_devices` a device that is not known gets a new name, and is refused otherwise (SEC-272). `jkt` is the key
    that whoever asks has proven to hold."""
    audit.note(caller, client=session.client, user=session.user)
    check_binding(session.client, jkt)
    if session.dpop_jkt not in ("", jkt):
        raise NotAuthorizedException("Invalid Refresh Token")
    _check_generation(session, generation, caller)
    _check_alive(session)
    pool, refresh_token = session.client.pool, None
    is_new_device = pool.tracks_devices and _comes_from_new_device(session, device_key, names_devices)
    overrides = _ask_function(session, caller, client_metadata)
    if pool.tracks_sessions:
        user_sessions.note_use(session, caller)
    if session.client.rotates_refresh_tokens:
        if generation == session.refresh_generation:
            _rotate(session, caller)
        refresh_token = _refresh_token(session)
    new_device = _name_device(session) if is_new_device else None
    return issue_tokens(session, refresh_token=refresh_token, new_device=new_device, jkt=jkt, overrides=overrides)


def _ask_function(session: Session, caller: Caller, client_metadata: Mapping[str, str] | None) -> Overrides:
    """What the pool's function wants of the new tokens; its refusal leaves the refresh token as it was."""
    occasion = occasions.of_user(session.user, session.client, caller, client_metadata)
    return token_overrides.of_user(Source.REFRESH, session.user, occasion, session.scopes or API_SCOPES)


def revoke_session(session: Session) -> None:
    """End the session: its refresh token and the access tokens of it are dead (SEC-64)."""
    Session.objects.filter(id=session.id, revoked_at=None).update(revoked_at=timezone.now())


def revoke_token(client: AppClient, token: str, *, caller: Caller) -> None:
    """Revoke a refresh token on its client's demand. What is no token, or is revoked already, is no error (API-345)."""
    if not client.enable_token_revocation:
        raise UnsupportedOperationException("Revocation is not enabled on this client")
    if token.count(".") == 2:  # a JWT, which only its own end revokes
        raise UnsupportedTokenTypeException
    found = find_by_refresh_token(token)
    if found is None:
        return
    session, _ = found
    if session.client_id != client.client_id:
        raise UnauthorizedException("Refresh token was not issued to this client")
    with transaction.atomic():
        revoke_session(session)
        audit.record(caller, "RevokeToken", client=client, user=session.user)


def global_sign_out(user: User, *, caller: Caller, event: str = "GlobalSignOut") -> None:
    """End all sessions of the user, at every client (SEC-50 to SEC-53): each is compared with this moment."""
    ended = user_sessions.live(user)
    user.signed_out_at = timezone.now()
    with transaction.atomic():
        backchannel_logout.tell(ended, wholly=True)
        user.save(update_fields=["signed_out_at"])
        audit.record(caller, event, user=user)


def forget_ended() -> None:
    """Delete the sessions of which no token is alive any more, a batch at a time so that nobody waits for it."""
    ended = Session.objects.filter(expires_at__lt=timezone.now() - _LONGEST_ACCESS).order_by("expires_at")
    batches.delete(ended)


def _check_alive(session: Session) -> None:
    if session.is_revoked:
        raise NotAuthorizedException("Refresh Token has been revoked")
    if session.expires_at <= timezone.now():
        raise NotAuthorizedException("Refresh Token has expired")
    if not session.user.enabled:
        raise NotAuthorizedException("User is disabled.")


def _comes_from_new_device(session: Session, device_key: str, names_devices: bool) -> bool:
    """Where the pool tracks devices, a token serves none but the confirmed one that it was given to. Sessions of the
    hosted UI, and those from before the pool did, belong to no device."""
    if session.scopes or not (session.device_key or names_devices):
        return False
    is_known = bool(device_key) and devices.find_device(session.user, device_key) is not None
    if is_known and device_key == session.device_key:
        return False
    if is_known or not names_devices:
        raise NotAuthorizedException("Invalid Refresh Token")
    return True


def _name_device(session: Session) -> NewDevice:
    new = devices.name_new_device(session.user)
    session.device_key = new.key
    session.save(update_fields=["device_key"])
    return new


def _check_generation(session: Session, generation: int, caller: Caller) -> None:
    """A rotated-out token lives on for the grace period, for who did not get the answer (SEC-271)."""
    if not _is_current(session, generation):
        raise _end_reused(session, caller)


def _is_current(session: Session, generation: int) -> bool:
    if generation == session.refresh_generation:
        return True
    grace = datetime.timedelta(seconds=session.client.refresh_token_grace_seconds)
    rotated_at = session.refresh_rotated_at
    is_last = generation >= session.refresh_generation - 1
    return is_last and rotated_at is not None and rotated_at + grace > timezone.now()


def _rotate(session: Session, caller: Caller) -> None:
    """Put the next token in the place of this one. Of two requests at once the second one counts as a retry."""
    now = timezone.now()
    same = Session.objects.filter(id=session.id, refresh_generation=session.refresh_generation)
    rotated = same.update(refresh_generation=session.refresh_generation + 1, refresh_rotated_at=now)
    if not rotated and not session.client.refresh_token_grace_seconds:
        raise _end_reused(session, caller)
    session.refresh_generation += 1


def _end_reused(session: Session, caller: Caller) -> RefreshTokenReuseException:
    """End a session of which a token came twice: one of the two who have it stole it, and nobody knows which one (RFC
    9700 section 4.14.2)."""
    with transaction.atomic():
        revoke_session(session)
        audit.record(caller, "RefreshTokenReuse", client=session.client, user=session.user)
    return RefreshTokenReuseException()


def _refresh_token(session: Session) -> str:
    secret = bytes.fromhex(session.refresh_secret)
    content = _CONTENT.pack(session.id.bytes, session.refresh_generation, secret)
    return sealing.seal(_PURPOSE, content).decode()
