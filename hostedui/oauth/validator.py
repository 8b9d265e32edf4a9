"""What oauthlib's grants ask, answered from the pool's own rows."""

import hashlib
from datetime import timedelta
from typing import Any

from django.utils import timezone
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauthlib.common import Request
from oauthlib.oauth2.rfc6749.errors import InvalidGrantError

from hostedui.models import AuthorizationCode
from hostedui.models.authorization_code import CODE_WITH_USER, NEW_CODE
from hostedui.oauth import (
    application,
    checks,
    client_assertions,
    devices,
    dpop,
    introspection,
    scopes,
    userinfo,
    wording,
)
from hostedui.oauth.application import Application
from pools.access import access_tokens
from pools.actions import app_clients, audit, sessions
from pools.errors import PoolError
from pools.models import AppClient, Session

CODE_LIFETIME = timedelta(minutes=5)  # API-273

# Keys under which `core.PoolOAuthCore` hands over what it knows of the HTTP request
POOL, CALLER, SENT = "poolhouse.pool", "poolhouse.caller", "poolhouse.dpop"


class PoolValidator(OAuth2Validator):
    """Client authentication, redirect URIs and grant types are the toolkit's, asked of `Application`. Codes, sessions
    and tokens are ours: rows of `AuthorizationCode` and `Session`."""

    # The app client

    def _load_application(self, client_id: str | None, request: Request) -> Application | None:
        if request.client is None or request.client.client_id != client_id:
            request.client = application.find(client_id, request.headers.get(POOL))
            if request.client is not None:
                audit.note(request.headers[CALLER], client=request.client.row)
        return request.client

    def _check_secret(self, provided_secret: str, stored_secret: AppClient) -> bool:
        return app_clients.is_client_secret(stored_secret, provided_secret)

    def client_authentication_required(self, request: Request, *args: Any, **kwargs: Any) -> bool:
        return _has_assertion(request) or super().client_authentication_required(request, *args, **kwargs)

    def authenticate_client(self, request: Request, *args: Any, **kwargs: Any) -> bool:
        """By its secret; or by an assertion, and by nothing else where it has keys (RFC 7523 section 2.2)."""
        if _has_assertion(request):
            return self._is_asserted(request)
        return super().authenticate_client(request, *args, **kwargs) and not request.client.row.has_keys

    def _is_asserted(self, request: Request) -> bool:
        assertion = getattr(request, "client_assertion", None) or ""
        subject = client_assertions.subject_of(assertion)
        is_alone = not self._extract_basic_auth(request) and not request.client_secret  # RFC 6749 section 2.3
        is_named = subject is not None and request.client_id in (None, subject)
        is_typed = getattr(request, "client_assertion_type", None) == client_assertions.TYPE
        if not (is_alone and is_named and is_typed):
            return False
        client = self._load_application(subject, request)
        return client is not None and client.row.has_keys and client_assertions.is_proof(client.row, assertion)

    def is_pkce_required(self, client_id: str, request: Request) -> bool:
        return request.client.row.require_pkce

    # The authorization request

    def get_default_scopes(self, client_id: str, request: Request, *args: Any, **kwargs: Any) -> list[str]:
        return [] if _is_machine(request) else request.client.row.allowed_o_auth_scopes  # API-265, API-295

    def validate_scopes(
        self, client_id: str, scopes_: list[str], client: Application, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        """Narrows the request to what is granted; oauthlib goes on with `request.scopes`."""
        grant = scopes.granted_to_itself if _is_machine(request) else scopes.granted
        request.scopes = grant(client.row, scopes_)
        return request.scopes is not None

    def validate_silent_login(self, request: Request) -> bool:
        return True  # whether somebody is signed in is the view's to find out, once the request is known to be sound

    def validate_silent_authorization(self, request: Request) -> bool:
        return True  # a pool's own clients need no consent

    def save_authorization_code(
        self, client_id: str, code: dict[str, str], request: Request, *args: Any, **kwargs: Any
    ) -> None:
        row = AuthorizationCode(
            code_hash=_hash(code["code"]),
            client=request.client.row,
            user=request.signed_in.user,
            redirect_uri=request.redirect_uri,
            scopes=request.scopes,
            resource=checks.resource_of(request),
            nonce=request.nonce or "",
            code_challenge=request.code_challenge or "",
            code_challenge_method=request.code_challenge_method or "",
            dpop_jkt=checks.dpop_jkt_of(request),
            auth_time=request.signed_in.auth_time,
            methods=request.signed_in.methods,
            event_id=request.signed_in.event_id,
            device_key=request.signed_in.device_key,
            browser_session_id=request.signed_in.pk,
            expires_at=timezone.now() + CODE_LIFETIME,
        )
        NEW_CODE.insert(row)

    # The code exchange

    def validate_code(
        self, client_id: str, code: str, client: Application, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        """Finds the code for the questions that follow. One that was spent before ends the session it began: somebody
        else may have it (RFC 6749 section 4.1.2)."""
        found = CODE_WITH_USER.find(_hash(code))
        if found is None or found.client_id != client.client_id:
            return False
        if found.spent_at:
            _end(found.session)
            return False
        found.client, found.user.pool = client.row, client.row.pool
        audit.note(request.headers[CALLER], user=found.user)
        checks.same_resource(request, found.resource)
        request.authorization_code, request.scopes, request.user = found, found.scopes, found.user
        return (
            found.expires_at > timezone.now()
            and found.user.enabled
            and scopes.are_readable(client.row, found.scopes)
            # A verifier for a code that was asked for without a challenge: a downgrade (RFC 9700 section 2.1.1)
            and not (request.code_verifier and not found.code_challenge)
        )

    def validate_device_code(self, client_id: str, device_code: str, request: Request) -> str | None:
        """How far the device's sign-in has come (RFC 8628 section 3.5)."""
        found = devices.find(device_code, request.client.row)
        if found is None:
            return None
        if found.user:
            audit.note(request.headers[CALLER], user=found.user)
        request.device_authorization, request.scopes, request.user = found, found.scopes, found.user
        return devices.status_of(found)

    def get_code_challenge(self, code: str, request: Request) -> str | None:
        return request.authorization_code.code_challenge or None

    def get_code_challenge_method(self, code: str, request: Request) -> str | None:
        return request.authorization_code.code_challenge_method or None

    def get_authorization_code_nonce(self, client_id: str, code: str, redirect_uri: str, request: Request) -> str:
        return request.authorization_code.nonce

    def confirm_redirect_uri(
        self, client_id: str, code: str, redirect_uri: str, client: Application, *args: Any, **kwargs: Any
    ) -> bool:
        request: Request = args[0]
        if request.authorization_code.redirect_uri != redirect_uri:
            raise InvalidGrantError(request=request)  # not oauthlib's invalid_request: RFC 6749 section 5.2
        return True

    def invalidate_authorization_code(
        self, client_id: str, code: str, request: Request, *args: Any, **kwargs: Any
    ) -> None:
        """Nothing is left to do: `bearer.SessionTokens` spends it in the transaction that begins the session."""

    def save_bearer_token(self, token: dict[str, Any], request: Request, *args: Any, **kwargs: Any) -> None:
        """Nothing is kept of a token: the session was there before it."""

    def get_id_token(self, token: dict[str, Any], token_handler: Any, request: Request) -> str | None:
        return token.get("id_token")

    # Refreshing and revoking

    def validate_refresh_token(
        self, refresh_token: str, client: Application, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        request.scope = None  # a scope has no meaning here (API-295): the session keeps those it began with
        found = sessions.find_by_refresh_token(refresh_token)
        if found is None or found[0].client_id != client.client_id:
            return False
        request.session, request.generation = found
        request.user = request.session.user
        return True

    def get_original_scopes(self, refresh_token: str, request: Request, *args: Any, **kwargs: Any) -> list[str]:
        return request.session.scopes

    def revoke_token(self, token: str, token_type_hint: str, request: Request, *args: Any, **kwargs: Any) -> None:
        try:
            sessions.revoke_token(request.client.row, token, caller=request.headers[CALLER])
        except PoolError as error:
            raise wording.for_revocation(error) from error

    def introspect_token(
        self, token: str, token_type_hint: str | None, request: Request, *args: Any, **kwargs: Any
    ) -> dict[str, Any] | None:
        return introspection.told_of(token, request.client.row)

    # The user

    def validate_bearer_token(self, token: str | None, scopes_: list[str], request: Request) -> bool:
        is_bound = getattr(request, "is_bound", None) is True
        try:
            bearer = access_tokens.verify(token or "", scope="openid", is_bound=is_bound)
        except PoolError:
            return False
        if is_bound:
            dpop.check_holder(request.headers[SENT], bearer.client.pool, token or "", bearer.claims["cnf"]["jkt"])
        pool = request.headers.get(POOL)
        if pool is not None and bearer.user.pool_id != pool.id:
            return False
        audit.note(request.headers[CALLER], client=bearer.client, user=bearer.user)
        request.bearer, request.user, request.scopes = bearer, bearer.user, bearer.scopes
        return True

    def get_userinfo_claims(self, request: Request) -> dict[str, Any]:
        return userinfo.claims(request.bearer)


def _is_machine(request: Request) -> bool:
    """Whether an app client asks for a token of its own."""
    return request.grant_type == "client_credentials"


def _has_assertion(request: Request) -> bool:
    return "client_assertion" in request._params or "client_assertion_type" in request._params


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def _end(session: Session | None) -> None:
    if session:
        sessions.revoke_session(session)
