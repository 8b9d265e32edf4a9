"""The checklist of a new pool, with the page that does each step."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pools.actions.first_steps import Step, first_steps
from pools.console import permissions
from pools.models import AppClient, UserPool

# Title, what it is for, the button, the action that it needs
_WORDS = {
    Step.APP_CLIENT: (
        _("Create an app client"),
        _("It tells which app may sign users in, and how."),
        _("Create app client"),
        "cognito-idp:CreateUserPoolClient",
    ),
    Step.CALLBACK_URL: (
        _("Set a callback URL"),
        _("Where users land after they have signed in on the hosted UI."),
        _("Edit app client"),
        "cognito-idp:UpdateUserPoolClient",
    ),
    Step.DOMAIN: (
        _("Choose a domain"),
        _("The address of the sign-in pages. Until then they answer on this host."),
        _("Create Cognito domain"),
        "cognito-idp:CreateUserPoolDomain",
    ),
    Step.SENDER: (
        _("Set up a sender for messages"),
        _("Until then codes and invitations stay in the console's inbox."),
        _("View senders"),
        "poolhouse:ListSenders",
    ),
    Step.USER: (
        _("Create the first user"),
        _("Or sign up on the hosted UI, as your users will."),
        _("Create user"),
        "cognito-idp:AdminCreateUser",
    ),
    Step.SIGN_IN: (
        _("Sign in for the first time"),
        _("Open the hosted UI as your app would, and sign in."),
        _("View hosted UI"),
        "cognito-idp:DescribeUserPoolClient",
    ),
}


def of_pool(request: HttpRequest, pool: UserPool, client: AppClient | None) -> dict[str, Any] | None:
    """What the template shows; None where there is nothing left to do. `client` is one of the pool's, if it has any."""
    steps = first_steps(pool)
    if not steps:
        return None
    addresses = _addresses(pool, client)
    shown = [_shown(request, pool, step, is_done, addresses.get(step, "")) for step, is_done in steps.items()]
    return {"list": shown, "done": sum(steps.values()), "all": len(steps)}


def _addresses(pool: UserPool, client: AppClient | None) -> dict[Step, str]:
    found = {
        Step.APP_CLIENT: reverse("admin:app_client_create", args=[pool.id]),
        Step.DOMAIN: reverse("admin:domain_create", args=[pool.id]),
        Step.SENDER: reverse("admin:senders"),
        Step.USER: reverse("admin:user_create", args=[pool.id]),
    }
    if client is not None:
        found[Step.CALLBACK_URL] = reverse("admin:app_client_edit", args=[pool.id, client.client_id])
        found[Step.SIGN_IN] = reverse("admin:hosted_ui", args=[pool.id, client.client_id])
    return found


def _shown(request: HttpRequest, pool: UserPool, step: Step, is_done: bool, url: str) -> dict[str, Any]:
    title, about, label, permission = _WORDS[step]
    may = permissions.is_allowed(request, permission, pool=None if step is Step.SENDER else pool)
    return {"title": title, "about": about, "label": label, "url": url if may else "", "is_done": is_done}
