"""The tokens that oauthlib's grants hand out: made from a session of the pool, with its keys and claims."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from oauthlib.common import Request
from oauthlib.oauth2.rfc6749.errors import InvalidGrantError, InvalidRequestError
from oauthlib.oauth2.rfc6749.tokens import BearerToken

from hostedui.models import AuthorizationCode, DeviceAuthorization
from hostedui.oauth import checks, devices, dpop
from hostedui.oauth.validator import CALLER, SENT
from pools.actions import machine_tokens, occasions, sessions, token_overrides, tokens
from pools.errors import FUNCTION_FAILURES, PoolError
from pools.models import Session, User
from pools.triggers.token_generation import Overrides, Source

_FRONT_CHANNEL_TYPE = "bearer"  # as Cognito spells it in a fragment (API-275)


class SessionTokens(BearerToken):
    """A token handler in oauthlib's sense. Asking it for a token redeems what the grant has validated."""

    def create_token(self, request: Request, refresh_token: bool = False, **_: Any) -> dict[str, Any]:
        """The members of the token response. Of two requests with one code, only one gets here alive."""
        if request.grant_type:
            request.jkt = dpop.key_of(request.headers[SENT], request.client.row)
        make = _GRANTS.get(request.grant_type, _implicit)
        try:
            return make(request)
        except FUNCTION_FAILURES as error:  # the app is told as it is of its own mistakes (TRG-278)
            raise InvalidRequestError(error.message, request=request) from error

    def validate_request(self, request: Request) -> bool:
        """Whether whoever sends it may use the token that comes along: as a bearer, or by a proof (RFC 9449 section
        7)."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != dpop.SCHEME:
            return bool(super().validate_request(request))
        request.is_bound = True
        return bool(self.request_validator.validate_bearer_token(token.strip(), request.scopes, request))


def _of_code(request: Request) -> dict[str, Any]:
    code: AuthorizationCode = request.authorization_code
    overrides = _ask_function(request, code.user, code.scopes)
    session, refresh_token = _redeem(request)
    issued = tokens.issue_tokens(
        session, nonce=code.nonce, refresh_token=refresh_token, jkt=request.jkt, overrides=overrides
    )
    return _answer(issued, request.jkt)


def _of_device(request: Request) -> dict[str, Any]:
    overrides = _ask_function(request, request.device_authorization.user, request.scopes)
    session, refresh_token = _redeem_device(request)
    issued = tokens.issue_tokens(session, refresh_token=refresh_token, jkt=request.jkt, overrides=overrides)
    return _answer(issued, request.jkt)


def _ask_function(request: Request, user: User, scopes: Sequence[str]) -> Overrides:
    """What the pool's function wants of the tokens (TRG-49). Nothing is spent yet, should it refuse them."""
    client = request.client.row
    user.pool = client.pool
    caller = request.headers.get(CALLER) or request.caller
    return token_overrides.of_user(Source.HOSTED_AUTH, user, occasions.of_user(user, client, caller), scopes)


def _of_client_itself(request: Request) -> dict[str, Any]:
    """An access token without a user; neither ID nor refresh token (API-296, API-302)."""
    caller, jkt = request.headers[CALLER], request.jkt
    issued = machine_tokens.issue(request.client.row, request.scopes, caller=caller, jkt=jkt)
    return {"access_token": issued.access_token, "expires_in": issued.expires_in, "token_type": _token_type(jkt)}


def _refresh(request: Request) -> dict[str, Any]:
    try:
        caller, jkt = request.headers[CALLER], request.jkt
        return _answer(sessions.refresh(request.session, request.generation, caller=caller, jkt=jkt), jkt)
    except FUNCTION_FAILURES:
        raise
    except PoolError as error:  # revoked, ended, rotated out, or its user is disabled (API-306)
        raise InvalidGrantError() from error


def _redeem(request: Request) -> tuple[Session, str]:
    """Begin the session that the code stands for. The code is spent by whoever writes first (API-273)."""
    code: AuthorizationCode = request.authorization_code
    if code.dpop_jkt not in ("", request.jkt):  # RFC 9449 section 10
        raise InvalidGrantError()
    with transaction.atomic():
        session, refresh_token = sessions.start_session(
            code.user,
            code.client,
            auth_time=code.auth_time,
            methods=code.methods,
            scopes=code.scopes,
            resource=code.resource,
            event_id=code.event_id,
            device_key=code.device_key,
            browser_session_id=code.browser_session_id,
            jkt=request.jkt,
            caller=request.headers[CALLER],
        )
        unspent = AuthorizationCode.objects.filter(pk=code.pk, spent_at=None)
        if not unspent.update(spent_at=timezone.now(), session=session):
            raise InvalidGrantError()
    return session, refresh_token


def _redeem_device(request: Request) -> tuple[Session, str]:
    """The same for the device code that somebody has allowed."""
    device: DeviceAuthorization = request.device_authorization
    assert device.user is not None
    assert device.auth_time is not None
    with transaction.atomic():
        session, refresh_token = sessions.start_session(
            device.user,
            request.client.row,
            auth_time=device.auth_time,
            methods=device.methods,
            scopes=request.scopes,
            event_id=device.event_id,
            browser_session_id=device.browser_session_id,
            jkt=request.jkt,
            caller=request.headers[CALLER],
        )
        if not DeviceAuthorization.objects.filter(pk=device.pk, spent_at=None).update(spent_at=timezone.now()):
            raise InvalidGrantError()
    return session, refresh_token


def _implicit(request: Request) -> dict[str, Any]:
    """Tokens straight from the authorization endpoint; never a refresh token (API-274, RFC 6749 section 4.2.2)."""
    signed_in = request.signed_in
    overrides = _ask_function(request, signed_in.user, request.scopes)
    session, _ = sessions.start_session(
        signed_in.user,
        request.client.row,
        auth_time=signed_in.auth_time,
        methods=signed_in.methods,
        scopes=request.scopes,
        resource=checks.resource_of(request),
        event_id=signed_in.event_id,
        device_key=signed_in.device_key,
        browser_session_id=signed_in.pk,
        caller=request.caller,
    )
    issued = tokens.issue_tokens(session, nonce=request.nonce or "", overrides=overrides)
    return _answer(issued) | {"token_type": _FRONT_CHANNEL_TYPE}


_GRANTS: dict[str, Callable[[Request], dict[str, Any]]] = {
    "refresh_token": _refresh,
    "authorization_code": _of_code,
    devices.GRANT_TYPE: _of_device,
    "client_credentials": _of_client_itself,
}


def _token_type(jkt: str) -> str:
    return "DPoP" if jkt else "Bearer"


def _answer(issued: tokens.Tokens, jkt: str = "") -> dict[str, Any]:
    members = {
        "id_token": issued.id_token,
        "access_token": issued.access_token,
        "refresh_token": issued.refresh_token,
        "expires_in": issued.expires_in,
        "token_type": _token_type(jkt),
    }
    return {name: value for name, value in members.items() if value}
