"""`/account/passkeys`: the user's passkeys, one added, renamed or deleted."""

import json

from django.http import HttpResponse

from hostedui.account.forms import PasskeyForm, PasskeyIdForm, PasskeyNameForm
from hostedui.account.visit import Visit, account_page
from hostedui.pages.forms import PageForm
from hostedui.pages.refusals import errors_on
from pools.actions import passkeys as action

_MOST = 20


@account_page("GET", "HEAD")
def passkeys(visit: Visit) -> HttpResponse:
    return _show(visit, PageForm()) if visit.has_passkeys else visit.go("account_security")


@account_page("GET", "HEAD", "POST", recent=True)
def add(visit: Visit) -> HttpResponse:
    """The browser makes one by the options on this page and posts what it made. The challenge in them serves once."""
    form = PasskeyForm(visit.request.POST or None)
    if form.is_valid():
        with errors_on(form):
            credential = form.cleaned_data["credential"]
            action.complete_registration(visit.user, visit.client, credential, caller=visit.caller)
            return visit.go("account_passkeys", "passkey_added")
    listing = PageForm({})
    with errors_on(listing):
        options = action.start_registration(visit.user, visit.client, caller=visit.caller)
        return visit.show("passkey", form, options=json.dumps(options))
    return _show(visit, listing)


@account_page("POST", back="account_passkeys")
def rename(visit: Visit) -> HttpResponse:
    form = PasskeyNameForm(visit.request.POST)
    if form.is_valid():
        with errors_on(form):
            passkey, name = form.cleaned_data["passkey"], form.cleaned_data["name"]
            action.rename_passkey(visit.user, passkey, name, caller=visit.caller)
            return visit.go("account_passkeys", "passkey_renamed")
    return _show(visit, form)


@account_page("POST", recent=True, back="account_passkeys")
def delete(visit: Visit) -> HttpResponse:
    form = PasskeyIdForm(visit.request.POST)
    if form.is_valid():
        with errors_on(form):
            action.delete_passkey(visit.user, form.cleaned_data["passkey"], caller=visit.caller)
            return visit.go("account_passkeys", "passkey_deleted")
    return _show(visit, form)


def _show(visit: Visit, form: PageForm) -> HttpResponse:
    return visit.show("passkeys", form, passkeys=action.list_passkeys(visit.user, limit=_MOST)[0])
