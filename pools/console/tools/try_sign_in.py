"""Try a sign-in: InitiateAuth and its challenges, one at a time, by an app client of the pool."""

import dataclasses
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from pools.access import token_inspection
from pools.actions import app_clients, user_pools
from pools.console.layout import Crumb, render_in_pool
from pools.console.registry import page
from pools.console.tools import refusal_meanings, wire
from pools.models import AppClient

# Flows that a form can take; SRP needs an app's arithmetic at each step
_FLOWS = {"USER_PASSWORD_AUTH": ("PASSWORD",), "USER_AUTH": (), "CUSTOM_AUTH": ()}
# What a challenge is answered with, and whether that is typed unseen
_ANSWERS = {
    "NEW_PASSWORD_REQUIRED": ("NEW_PASSWORD", True),
    "SMS_MFA": ("SMS_MFA_CODE", False),
    "SOFTWARE_TOKEN_MFA": ("SOFTWARE_TOKEN_MFA_CODE", False),
    "EMAIL_OTP": ("EMAIL_OTP_CODE", False),
    "SMS_OTP": ("SMS_OTP_CODE", False),
    "SELECT_MFA_TYPE": ("ANSWER", False),
    "SELECT_CHALLENGE": ("ANSWER", False),
    "CUSTOM_CHALLENGE": ("ANSWER", False),
    "PASSWORD": ("PASSWORD", True),
}
_PLAIN = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
_UNSEEN = {"autocomplete": "new-password"}


class StartForm(forms.Form):
    flow = forms.ChoiceField(label=_("Authentication flow"))
    username = forms.CharField(label=_("User name"), max_length=256, widget=forms.TextInput(attrs=_PLAIN))
    password = forms.CharField(
        label=_("Password"),
        max_length=256,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs=_UNSEEN),
        help_text=_("For USER_PASSWORD_AUTH. It is neither kept nor shown."),
    )

    def __init__(self, *args: Any, client: AppClient, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["flow"].choices = [(flow, flow) for flow in flows_of(client)]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    challenge = forms.CharField(max_length=64, widget=forms.HiddenInput)
    username = forms.CharField(max_length=256, widget=forms.HiddenInput)
    session = forms.CharField(max_length=4096, widget=forms.HiddenInput)
    answer = forms.CharField(max_length=2048, strip=False, widget=forms.TextInput(attrs=_PLAIN))

    def __init__(self, challenge: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, is_unseen = _ANSWERS.get(challenge, ("ANSWER", False))
        self.fields["answer"].label = name
        if is_unseen:
            self.fields["answer"].widget = forms.PasswordInput(attrs=_UNSEEN)


@dataclasses.dataclass(frozen=True)
class Exchange:
    """A request and its answer, to show."""

    operation: str
    status: int
    asked: str
    answered: str
    meaning: Any


@page(
    "user-pools/<str:pool_id>/app-clients/<str:client_id>/try/",
    "try_sign_in",
    permission="cognito-idp:DescribeUserPoolClient",
)
@sensitive_post_parameters("password", "answer", "session")
def try_sign_in(request: HttpRequest, pool_id: str, client_id: str) -> HttpResponse:
    client = app_clients.get_app_client(client_id, user_pools.get_user_pool(pool_id))
    challenge = request.POST.get("challenge", "")
    form: forms.Form = (
        AnswerForm(challenge, request.POST) if challenge else StartForm(request.POST or None, client=client)
    )
    found = _go_on(request, client, form) if form.is_valid() else {}
    return render_in_pool(
        request,
        client.pool,
        "console/tools/try_sign_in.html",
        Crumb(gettext("App clients"), reverse("admin:app_clients", args=[client.pool_id])),
        Crumb(client.client_name, reverse("admin:app_client", args=[client.pool_id, client.client_id])),
        Crumb(gettext("Try a sign-in")),
        tab="app_clients",
        client=client,
        **({"form": form, "flows": flows_of(client)} | found),
    )


def flows_of(client: AppClient) -> list[str]:
    """The flows that the client may use and a form can take."""
    return [flow for flow in _FLOWS if f"ALLOW_{flow}" in client.explicit_auth_flows]


def _go_on(request: HttpRequest, client: AppClient, form: forms.Form) -> dict[str, Any]:
    given = form.cleaned_data
    operation, members = _answering(client, given) if "challenge" in given else _starting(client, given)
    status, answer = wire.call(request, operation, members)
    meaning = refusal_meanings.MEANINGS.get(answer.get("__type", ""), "")
    exchange = Exchange(operation, status, wire.shown(members), wire.shown(answer), meaning)
    challenge, result = answer.get("ChallengeName", ""), answer.get("AuthenticationResult")
    found: dict[str, Any] = {"exchange": exchange, "challenge": challenge}
    found["step_meaning"] = refusal_meanings.STEPS.get(challenge, "")
    if result:
        return found | {"claims": _claims(result), "is_ended": _end(request, client, result)}
    if challenge in _ANSWERS:
        kept = {"challenge": challenge, "username": given["username"], "session": answer.get("Session", "")}
        return found | {"form": AnswerForm(challenge, initial=kept), "choices": answer.get("AvailableChallenges", [])}
    return found | {"form": StartForm(client=client, initial={"username": given["username"]})}


def _starting(client: AppClient, given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    known = {"USERNAME": given["username"], "PASSWORD": given["password"]}
    parameters = {name: known[name] for name in ("USERNAME", *_FLOWS[given["flow"]])}
    members = {"ClientId": client.client_id, "AuthFlow": given["flow"]}
    return "InitiateAuth", members | {"AuthParameters": parameters | _hash(client, given["username"])}


def _answering(client: AppClient, given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    name, _is_unseen = _ANSWERS.get(given["challenge"], ("ANSWER", False))
    responses = {"USERNAME": given["username"], name: given["answer"]} | _hash(client, given["username"])
    members = {"ClientId": client.client_id, "ChallengeName": given["challenge"], "Session": given["session"]}
    return "RespondToAuthChallenge", members | {"ChallengeResponses": responses}


def _hash(client: AppClient, username: str) -> dict[str, str]:
    """What an app with a secret proves that it knows it by."""
    return {"SECRET_HASH": app_clients.secret_hash(client, username)} if client.has_secret else {}


def _claims(result: dict[str, Any]) -> str:
    return wire.shown(token_inspection.take_apart(result["IdToken"]).claims)


def _end(request: HttpRequest, client: AppClient, result: dict[str, Any]) -> bool:
    """End the session again, which nobody is going to use; False where the client cannot revoke."""
    secret = {"ClientSecret": client.secret} if client.has_secret else {}
    members = {"Token": result["RefreshToken"], "ClientId": client.client_id} | secret
    return wire.call(request, "RevokeToken", members)[0] == 200
