"""Which functions a pool has asked, and when: its `LambdaConfig` as a form (TRG-02, TRG-25, TRG-26)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pools.actions import functions, partial_changes, user_pools
from pools.console import permissions
from pools.console.layout import errors_on, render_in_pool
from pools.console.registry import Card, card, page, tab
from pools.models import UserPool

tab("pool_triggers", _("Triggers"), permission="cognito-idp:DescribeUserPool", place=45)
card(
    Card(
        "triggers",
        _("Lambda triggers"),
        _("Functions of yours that are asked as users sign up, sign in and get messages."),
        "pool_triggers",
        _("Show triggers"),
        "cognito-idp:DescribeUserPool",
    )
)

# By the part of a user's life that they belong to: heading, what it is about, the slots
_GROUPS: tuple[tuple[Any, Any, dict[str, Any]], ...] = (
    (
        _("Sign-up"),
        _("Who becomes a user, and how."),
        {
            "PreSignUp": _("Before a user is made; may refuse or confirm at once."),
            "PostConfirmation": _("After a user is confirmed."),
            "UserMigration": _("When nobody has the name; may bring a user over from elsewhere."),
        },
    ),
    (
        _("Authentication"),
        _("Who gets in, and what the tokens say."),
        {
            "PreAuthentication": _("Before a sign-in is tried; may refuse."),
            "PostAuthentication": _("After all proofs; may refuse."),
            "PreTokenGeneration": _("Before tokens are made; changes what they say."),
        },
    ),
    (
        _("Custom challenges"),
        _("For the flow CUSTOM_AUTH, which needs all three."),
        {
            "DefineAuthChallenge": _("Says what comes next."),
            "CreateAuthChallenge": _("Makes a challenge."),
            "VerifyAuthChallengeResponse": _("Judges the answer."),
        },
    ),
    (
        _("Messages"),
        _("What users are told. The senders need a KMS key."),
        {
            "CustomMessage": _("Words a message before it is sent."),
            "CustomEmailSender": _("Sends e-mails in our place."),
            "CustomSMSSender": _("Sends text messages in our place."),
        },
    ),
    (
        _("Federation"),
        _("Users of other identity providers."),
        {"InboundFederation": _("When an identity provider has vouched for a user.")},
    ),
)
_SLOTS = {slot: text for _heading, _about, slots in _GROUPS for slot, text in slots.items()}
# As Cognito's console calls them (CON-166)
_LABELS = {
    "PreSignUp": _("Pre sign-up"),
    "PostConfirmation": _("Post confirmation"),
    "UserMigration": _("User Migration"),
    "PreAuthentication": _("Pre authentication"),
    "PostAuthentication": _("Post authentication"),
    "PreTokenGeneration": _("Pre token generation"),
    "DefineAuthChallenge": _("Define Auth Challenge"),
    "CreateAuthChallenge": _("Create Auth Challenge"),
    "VerifyAuthChallengeResponse": _("Verify Auth Challenge Response"),
    "CustomMessage": _("Custom message"),
    "CustomEmailSender": _("Custom email sender"),
    "CustomSMSSender": _("Custom SMS sender"),
    "InboundFederation": _("Inbound federation"),
}
_VERSIONED = ("CustomEmailSender", "CustomSMSSender", "InboundFederation")
_EVENT_VERSIONS = [
    ("V1_0", _("V1: ID tokens")),
    ("V2_0", _("V2: ID and access tokens")),
    ("V3_0", _("V3: tokens of app clients too")),
]


class TriggersForm(forms.Form):
    """One field for each slot. What is assigned and not registered here can stay, but not be chosen anew."""

    PreTokenGenerationVersion = forms.ChoiceField(
        choices=_EVENT_VERSIONS, label=_("Event version of pre token generation"), required=False
    )
    KMSKeyID = forms.CharField(
        required=False,
        max_length=2048,
        label=_("KMS key"),
        help_text=_("An ARN; the senders' codes are encrypted under the key that it names."),
        widget=forms.TextInput(
            attrs={"placeholder": "arn:aws:kms:us-east-1:000000000000:key/codes", "spellcheck": "false"}
        ),
    )

    def __init__(self, request: HttpRequest, pool: UserPool, data: Any = None) -> None:
        super().__init__(data, initial=_initial(pool.lambda_config))
        known = _offered(request)
        for slot, text in _SLOTS.items():
            assigned = self.initial.get(slot, "")
            more = {assigned: gettext("%s (not registered)") % assigned} if assigned not in ("", *known) else {}
            choices = [("", gettext("None")), *(known | more).items()]
            self.fields[slot] = forms.ChoiceField(choices=choices, required=False, label=_LABELS[slot], help_text=text)

    def groups(self) -> list[tuple[Any, Any, list[forms.BoundField]]]:
        """The fields as the page shows them."""
        more = {"PreTokenGeneration": "PreTokenGenerationVersion", "CustomSMSSender": "KMSKeyID"}
        shown = []
        for heading, about, slots in _GROUPS:
            names = [name for slot in slots for name in (slot, more.get(slot)) if name]
            shown.append((heading, about, [self[name] for name in names]))
        return shown

    def lambda_config(self) -> dict[str, Any]:
        given = self.cleaned_data
        config: dict[str, Any] = {}
        for slot in _SLOTS:
            if arn := given[slot]:
                config[slot] = {"LambdaVersion": "V1_0", "LambdaArn": arn} if slot in _VERSIONED else arn
        if arn := given["PreTokenGeneration"]:
            version = given["PreTokenGenerationVersion"] or "V1_0"
            config["PreTokenGenerationConfig"] = {"LambdaVersion": version, "LambdaArn": arn}
        return config | ({"KMSKeyID": given["KMSKeyID"]} if given["KMSKeyID"] else {})


@page("user-pools/<str:pool_id>/triggers/", "pool_triggers", permission="cognito-idp:DescribeUserPool")
def triggers(request: HttpRequest, pool_id: str) -> HttpResponse:
    """Look at the slots. Saving them is a page of its own, for its permission."""
    return _page(request, user_pools.get_user_pool(pool_id), None)


@page("user-pools/<str:pool_id>/triggers/save/", "pool_triggers_save", permission="cognito-idp:UpdateUserPool")
def save(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    if request.method != "POST":
        return redirect("admin:pool_triggers", pool.id)
    form = TriggersForm(request, pool, request.POST)
    if form.is_valid():
        with errors_on(form):
            partial_changes.change_user_pool(pool, caller=request.caller, lambda_config=form.lambda_config())
            messages.success(request, gettext("The triggers are saved."))
            return redirect("admin:pool_triggers", pool.id)
    return _page(request, pool, form)


def _page(request: HttpRequest, pool: UserPool, form: TriggersForm | None) -> HttpResponse:
    shown = form or TriggersForm(request, pool)
    return render_in_pool(
        request,
        pool,
        "console/functions/triggers.html",
        tab="pool_triggers",
        form=shown,
        groups=shown.groups(),
        save_address=reverse("admin:pool_triggers_save", args=[pool.id]),
    )


def _offered(request: HttpRequest) -> dict[str, str]:
    """The functions to choose from, as far as this administrator may know of them."""
    if not permissions.is_allowed(request, "lambda:ListFunctions"):
        return {}
    return {function.arn: function.name for function in functions.list_offered()}


def _initial(config: dict[str, Any]) -> dict[str, Any]:
    versioned = config.get("PreTokenGenerationConfig", {})
    arns = {slot: place if isinstance(place, str) else place["LambdaArn"] for slot, place in config.items()}
    return arns | {"PreTokenGenerationVersion": versioned.get("LambdaVersion", "V1_0")}
