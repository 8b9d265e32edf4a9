"""API tokens: each principal's own, and the documentation of the API that they are for."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from pools.actions import api_tokens
from pools.console import keyset
from pools.console.layout import Crumb, errors_on, render, told
from pools.console.registry import page
from pools.models import Administrator, ApiToken

_VALIDITIES = [(30, _("30 days")), (90, _("90 days")), (365, _("1 year")), ("", _("Never"))]


class CreateForm(forms.Form):
    name = forms.RegexField(
        r"^[\w\s+=,.@-]+$",
        max_length=128,
        label=_("Name"),
        help_text=_("What it is for, such as the script or the server that keeps it."),
        widget=forms.TextInput(attrs={"placeholder": "deploy"}),
    )
    validity_days = forms.TypedChoiceField(
        choices=_VALIDITIES, coerce=int, empty_value=None, initial=90, required=False, label=_("Ends after")
    )


@page("api-tokens/", "api_tokens", permission="")
def list_of_tokens(request: HttpRequest) -> HttpResponse:
    tokens = keyset.newest_first(ApiToken.objects.filter(owner=_owner(request)), request.GET.get("after", ""))
    return render(request, "console/api_tokens/list.html", {"page": tokens})


@page("api-tokens/create/", "api_token_create", permission="", confirms=True)
def create(request: HttpRequest) -> HttpResponse:
    form = CreateForm(request.POST or None)
    crumbs = [Crumb(gettext("API tokens"), reverse("admin:api_tokens")), Crumb(gettext("Create"))]
    if form.is_valid():
        with errors_on(form):
            token, text = api_tokens.create_api_token(_owner(request), caller=request.caller, **form.cleaned_data)
            shown = {"token": token, "text": text, "crumbs": crumbs}
            return render(request, "console/api_tokens/created.html", shown)
    context = {
        "heading": gettext("Create API token"),
        "lead": gettext("It calls the REST API in your name, and may do what you may."),
        "form": form,
        "crumbs": crumbs,
        "submit": gettext("Create API token"),
        "back": reverse("admin:api_tokens"),
    }
    return render(request, "console/form_page.html", context)


@page("api-tokens/<uuid:token_id>/delete/", "api_token_delete", permission="", confirms=True)
@require_POST
def delete(request: HttpRequest, token_id: Any) -> HttpResponse:
    token = api_tokens.get_api_token(_owner(request), token_id)
    with told(request, _("The API token is deleted.")):
        api_tokens.delete_api_token(token, caller=request.caller)
    return redirect("admin:api_tokens")


@page("api-tokens/<uuid:token_id>/switch/", "api_token_switch", permission="", confirms=True)
@require_POST
def switch(request: HttpRequest, token_id: Any) -> HttpResponse:
    """Off, or on again."""
    token = api_tokens.get_api_token(_owner(request), token_id)
    done = _("The API token is inactive.") if token.is_active else _("The API token is active.")
    with told(request, done):
        api_tokens.set_api_token_active(token, not token.is_active, caller=request.caller)
    return redirect("admin:api_tokens")


@page("api/", "api", permission="")
def documentation(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document to browse and to try, with the session of the console."""
    return render(request, "console/api_tokens/documentation.html")


def _owner(request: HttpRequest) -> Administrator:
    assert isinstance(request.user, Administrator)  # pages are for those who have signed in
    return request.user
