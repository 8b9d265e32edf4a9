"""The launcher behind "View hosted UI": each parameter of an authorization request to choose (CON-193, API-258)."""

import base64
import hashlib
import secrets
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pools.actions import app_clients, domains, hosted_ui, identity_providers, user_pools
from pools.console.fields import TWO_COLUMNS, Option, choose_many, choose_one
from pools.console.layout import Crumb, render_in_pool
from pools.console.registry import page
from pools.models import AppClient, UserPool

_GRANT_OF = {"code": "code", "token": "implicit"}  # the grant that a client must be allowed for a response_type
_PROMPTS = {
    "none": Option("none", _("No page: the app is told login_required instead")),
    "login": Option("login", _("Sign in anew, whoever is signed in")),
    "create": Option("create", _("Begin at the sign-up page")),
    "select_account": Option("select_account", _("Passed on to other identity providers")),
    "consent": Option("consent", _("Passed on to other identity providers")),
}
_PATHS = {
    "/oauth2/authorize": Option("/oauth2/authorize", _("As apps do: who is signed in goes straight back")),
    "/login": Option("/login", _("Always the sign-in page")),
    "/signup": Option("/signup", _("The sign-up page")),
    "/forgotPassword": Option("/forgotPassword", _("The page for a forgotten password")),
}
_TEXT = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}


class LaunchForm(forms.Form):
    """What goes into the address. A blank field is left out of it."""

    path = choose_one(_("Where to begin"), _PATHS, layout=TWO_COLUMNS)
    response_type = forms.ChoiceField(label=_("Response type"))
    redirect_uri = forms.ChoiceField(label=_("Callback URL"))
    scope = forms.MultipleChoiceField(label=_("Scopes"), required=False, widget=forms.CheckboxSelectMultiple)
    state = forms.CharField(label="state", required=False, max_length=1024, help_text=_("Comes back as it was."))
    nonce = forms.CharField(
        label="nonce", required=False, max_length=1024, help_text=_("Comes back in the ID token, to tell it is fresh.")
    )
    pkce = forms.BooleanField(
        label=_("PKCE"), required=False, help_text=_("Adds a code challenge, whose verifier is made for you.")
    )
    identity_provider = forms.ChoiceField(
        label=_("Identity provider"), required=False, help_text=_("Goes there without a choice.")
    )
    idp_identifier = forms.CharField(
        label=_("Identity provider's identifier"),
        required=False,
        max_length=40,
        help_text=_("Often the domain of a company's e-mail addresses."),
    )
    login_hint = forms.CharField(
        label=_("Login hint"), required=False, max_length=256, help_text=_("The name that stands in the form.")
    )
    prompt = choose_many(_("Prompt"), _PROMPTS, required=False)
    max_age = forms.IntegerField(
        label=_("Maximum age of the sign-in"),
        required=False,
        min_value=0,
        max_value=9_999_999_999,
        help_text=_("In seconds; who signed in before that signs in anew."),
    )
    lang = forms.ChoiceField(label=_("Language"), required=False)
    resource = forms.CharField(
        label=_("Resource"),
        required=False,
        max_length=1024,
        help_text=_("An absolute URL: the audience of the access token. Not in the Lite plan."),
    )
    acr_values = forms.CharField(
        label=_("Levels of assurance"),
        required=False,
        max_length=256,
        help_text=_("acr_values, separated by spaces: a stronger sign-in is asked for."),
    )

    def __init__(self, *args: Any, client: AppClient, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {name: gettext("Cognito user pool") for name in (identity_providers.OF_POOL,)}
        choices = {
            "response_type": [(kind, kind) for kind in _response_types(client)],
            "redirect_uri": [(url, url) for url in client.callback_urls],
            "scope": [(scope, Option(scope)) for scope in client.allowed_o_auth_scopes],
            "identity_provider": [("", gettext("The person chooses"))]
            + [(name, names.get(name, name)) for name in client.supported_identity_providers],
            "lang": [("", gettext("The browser's")), *settings.LANGUAGES],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]  # all of them are of choices
        for field in self.fields.values():
            field.widget.attrs |= _TEXT if isinstance(field.widget, forms.TextInput) else {}

    def clean_prompt(self) -> list[str]:
        asked: list[str] = self.cleaned_data["prompt"]
        if "none" in asked and len(asked) > 1:
            raise forms.ValidationError(_("The prompt none stands alone."))
        return asked


@page(
    "user-pools/<str:pool_id>/app-clients/<str:client_id>/hosted-ui/",
    "hosted_ui",
    permission="cognito-idp:DescribeUserPoolClient",
)
def launcher(request: HttpRequest, pool_id: str, client_id: str) -> HttpResponse:
    client = app_clients.get_app_client(client_id, user_pools.get_user_pool(pool_id))
    form = LaunchForm(request.GET or None, initial=_initial(client), client=client)
    is_ready = hosted_ui.find_sign_in_url(client) is not None
    asked = form.cleaned_data if form.is_bound and form.is_valid() else None if form.is_bound else _initial(client)
    verifier = _verifier(request, asked["state"]) if asked and asked["pkce"] else ""
    base = domains.hosted_ui_url(client.pool)
    return render_in_pool(
        request,
        client.pool,
        "console/tools/launcher.html",
        Crumb(gettext("App clients"), reverse("admin:app_clients", args=[client.pool_id])),
        Crumb(client.client_name, reverse("admin:app_client", args=[client.pool_id, client.client_id])),
        Crumb(gettext("View hosted UI")),
        tab="app_clients",
        client=client,
        form=form,
        is_ready=is_ready,
        has_domain=base != settings.PUBLIC_URL,
        base=base,
        url=address(client, base, asked, verifier) if asked and is_ready else "",
        verifier=verifier,
        exchange=_exchange(client, base, asked, verifier) if asked and is_ready else "",
        sign_out_urls=[_sign_out_url(client, base, url) for url in client.logout_urls or [""]],
        documents=documents(client.pool),
    )


def address(client: AppClient, base: str, asked: dict[str, Any], verifier: str = "") -> str:
    """The address that opens the hosted UI with what was asked for; empty values are left out."""
    query = {
        "client_id": client.client_id,
        "response_type": asked["response_type"],
        "scope": " ".join(asked["scope"]),
        "redirect_uri": asked["redirect_uri"],
        "state": asked["state"],
        "nonce": asked["nonce"],
        "code_challenge": _challenge(verifier) if verifier else "",
        "code_challenge_method": "S256" if verifier else "",
        "identity_provider": asked["identity_provider"],
        "idp_identifier": asked["idp_identifier"],
        "login_hint": asked["login_hint"],
        "prompt": " ".join(asked["prompt"]),
        "max_age": "" if asked["max_age"] is None else str(asked["max_age"]),
        "lang": asked["lang"],
        "resource": asked["resource"],
        "acr_values": asked["acr_values"],
    }
    return f"{base}{asked['path']}?{urlencode({name: value for name, value in query.items() if value})}"


def documents(pool: UserPool) -> list[tuple[Any, str]]:
    """What verifiers and OpenID Connect libraries read of the pool."""
    return [
        (_("Issuer"), pool.issuer),
        (_("Discovery document"), f"{pool.address}/.well-known/openid-configuration"),
        (_("Token signing keys (JWKS)"), f"{pool.address}/.well-known/jwks.json"),
    ]


def _response_types(client: AppClient) -> list[str]:
    return [kind for kind, grant in _GRANT_OF.items() if grant in client.allowed_o_auth_flows]


def _initial(client: AppClient) -> dict[str, Any]:
    """A request as a careful app would send it."""
    kinds = _response_types(client)
    empty = dict.fromkeys(("identity_provider", "idp_identifier", "login_hint", "lang", "resource", "acr_values"), "")
    return empty | {
        "path": "/oauth2/authorize",
        "response_type": kinds[0] if kinds else "",
        "redirect_uri": client.callback_urls[0] if client.callback_urls else "",
        "scope": client.allowed_o_auth_scopes,
        "state": secrets.token_urlsafe(12),
        "nonce": secrets.token_urlsafe(12),
        "pkce": "code" in kinds,
        "prompt": [],
        "max_age": None,
    }


def _verifier(request: HttpRequest, state: str) -> str:
    """A code verifier (RFC 7636 section 4.1) that stays the same while the form is changed, without standing in an
    address or being kept: it is derived from the administrator's session and the request's state."""
    session = request.session.session_key or ""
    return _base64url(salted_hmac("pools.console.tools.launcher", f"{session} {state}", algorithm="sha256").digest())


def _challenge(verifier: str) -> str:
    return _base64url(hashlib.sha256(verifier.encode()).digest())


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _exchange(client: AppClient, base: str, asked: dict[str, Any], verifier: str) -> str:
    """The command that makes tokens of the code which the app is sent."""
    if asked["response_type"] != "code":
        return ""
    lines = [
        f"curl {base}/oauth2/token",
        f"-u {client.client_id}:$CLIENT_SECRET" if client.has_secret else f"-d client_id={client.client_id}",
        "-d grant_type=authorization_code",
        f"--data-urlencode 'redirect_uri={asked['redirect_uri']}'",
        *([f"-d code_verifier={verifier}"] if verifier else []),
        "-d code=$CODE",
    ]
    return " \\\n    ".join(lines)


def _sign_out_url(client: AppClient, base: str, logout_uri: str) -> str:
    query = {"client_id": client.client_id} | ({"logout_uri": logout_uri} if logout_uri else {})
    return f"{base}/logout?{urlencode(query)}"
