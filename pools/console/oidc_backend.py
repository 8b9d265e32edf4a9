"""mozilla-django-oidc, made to find administrators by issuer and subject, and to believe only what was meant for us."""

from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db.models import QuerySet
from django.http import HttpRequest
from mozilla_django_oidc.auth import OIDCAuthenticationBackend

from pools.actions import administrator_identities
from pools.console import oidc_provider, sign_in_events
from pools.models import Administrator

NOBODY, WITH_ROLE, ANYBODY = "nobody", "with-role", "anybody"


class ProviderBackend(OIDCAuthenticationBackend):
    """Runs in the callback alone, for which it leaves `oidc_claims` at the request. Nothing is asked of the provider
    before."""

    def __init__(self) -> None:
        self.UserModel = Administrator

    @staticmethod
    def get_settings(attr: str, *args: Any) -> Any:
        return oidc_provider.setting(attr, *args)

    def authenticate(self, request: HttpRequest | None, **kwargs: Any) -> Administrator | None:
        """The administrator whom the provider vouches for. None for a form with name and password, too."""
        if request is None or not kwargs.get("nonce"):
            return None
        super().__init__()
        return super().authenticate(request, **kwargs)

    def get_token(self, payload: dict[str, Any]) -> dict[str, Any]:
        """A client without a secret shows none (RFC 6749, section 2.3.1)."""
        return super().get_token({name: value for name, value in payload.items() if value})

    def verify_token(self, token: str, **kwargs: Any) -> dict[str, Any]:
        """Beside signature and nonce, which the library looks at, whom the token is from and for (Core, 3.1.3.7)."""
        payload = super().verify_token(token, **kwargs)
        audience = payload.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        client_id = settings.OIDC_CLIENT_ID
        if payload.get("iss") != settings.OIDC_ISSUER or client_id not in audiences:
            raise SuspiciousOperation("ID token of another issuer, or for another client.")
        if payload.get("azp", client_id) != client_id or (len(audiences) > 1 and "azp" not in payload):
            raise SuspiciousOperation("ID token that another client asked for.")
        if not isinstance(payload.get("exp"), int) or not isinstance(payload.get("sub"), str):
            raise SuspiciousOperation("ID token without end or subject.")
        return payload

    def get_userinfo(self, access_token: str, id_token: str, payload: dict[str, Any]) -> dict[str, Any]:
        """What the ID token says, and what the endpoint adds to it of the same subject (Core, 5.3.2)."""
        told = {}
        if self.OIDC_OP_USER_ENDPOINT:
            told = super().get_userinfo(access_token, id_token, payload)
            if not isinstance(told, dict) or told.get("sub") != payload["sub"]:
                raise SuspiciousOperation("User information of another subject.")
        self.request.oidc_claims = told | payload
        return self.request.oidc_claims

    def verify_claims(self, claims: dict[str, Any]) -> bool:
        return bool(claims.get("sub"))

    def filter_users_by_claims(self, claims: dict[str, Any]) -> "QuerySet[Administrator] | list[Administrator]":
        found = administrator_identities.find_administrator(settings.OIDC_ISSUER, claims["sub"])
        return Administrator.objects.filter(pk=found.pk) if found else Administrator.objects.none()

    def create_user(self, claims: dict[str, Any]) -> Administrator | None:
        """Whom the installation lets in without having been invited, if it is so set up. Linking creates nobody."""
        role = oidc_provider.role_told_by(claims)
        is_welcome = settings.OIDC_CREATE == ANYBODY or (settings.OIDC_CREATE == WITH_ROLE and role)
        if not is_welcome or self.request.user.is_authenticated:
            return None
        names = [str(claims.get(name) or "") for name in ("preferred_username", "cognito:username", "email", "name")]
        email = str(claims.get("email") or "")[:254] if claims.get("email_verified") in (True, "true") else ""
        caller = sign_in_events.caller_of(self.request)
        made = administrator_identities.create(settings.OIDC_ISSUER, claims["sub"], names, email=email, caller=caller)
        return self.update_user(made, claims)

    def update_user(self, user: Administrator, claims: dict[str, Any]) -> Administrator:
        """At each sign-in the role is what the provider says, where it says so."""
        if settings.OIDC_ROLE_CLAIM and not self.request.user.is_authenticated:
            caller = sign_in_events.caller_of(self.request)
            administrator_identities.settle_role(user, oidc_provider.role_told_by(claims), caller=caller)
        return user
