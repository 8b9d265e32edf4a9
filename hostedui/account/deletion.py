"""`/account/delete`: the end of the account, at its owner's wish."""

from django.http import HttpResponse

from hostedui import browser_sessions
from hostedui.account.forms import DeletionForm
from hostedui.account.visit import Visit, account_page
from hostedui.pages.refusals import errors_on
from pools.actions import users


@account_page("GET", "HEAD", "POST", recent=True)
def delete(visit: Visit) -> HttpResponse:
    """Not in a pool that leaves this to its administrators."""
    if not visit.pool.allow_account_deletion:
        return visit.go("account_profile")
    form = DeletionForm(visit.request.POST or None)
    if form.is_valid():
        with errors_on(form):
            users.delete_user(visit.user, caller=visit.caller)
            response = visit.show("deleted")
            response.delete_cookie(browser_sessions.COOKIE, samesite="Lax")
            return response
    return visit.show("delete", form)
