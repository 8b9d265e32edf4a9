"""Access keys: made and ended by whom a policy allows it (APP-27). The secret is shown once (APP-26)."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from pools import ids
from pools.actions import administrators
from pools.console import keyset, permissions
from pools.console.layout import Crumb, errors_on, render, told
from pools.console.registry import page
from pools.models import AccessKey, Administrator, AuditEvent


class CreateForm(forms.Form):
    owner = forms.ModelChoiceField(
        Administrator.objects.none(),
        empty_label=None,
        label=_("Administrator"),
        help_text=_("Calls signed with the key are made in this administrator's name."),
    )

    def __init__(self, owners: QuerySet[Administrator], chosen: str, data: Any = None) -> None:
        super().__init__(data, initial={"owner": chosen})
        self.fields["owner"].queryset = owners


_CHANGES = {
    "activate": (
        "iam:UpdateAccessKey",
        _("The access key is active."),
        lambda key, caller: administrators.set_access_key_status(key, AccessKey.Status.ACTIVE, caller=caller),
    ),
    "deactivate": (
        "iam:UpdateAccessKey",
        _("The access key is inactive."),
        lambda key, caller: administrators.set_access_key_status(key, AccessKey.Status.INACTIVE, caller=caller),
    ),
    "delete": (
        "iam:DeleteAccessKey",
        _("The access key is deleted."),
        lambda key, caller: administrators.delete_access_key(key, caller=caller),
    ),
}


@page("access-keys/", "access_keys", permission="")
def list_of_keys(request: HttpRequest) -> HttpResponse:
    keys = keyset.newest_first(_with_last_use(_keys(request)), request.GET.get("after", ""))
    return render(request, "console/access_keys/list.html", {"page": keys, "notes_reads": settings.AUDIT_READS})


@page("access-keys/create/", "access_key_create", permission="", confirms=True)
def create(request: HttpRequest) -> HttpResponse:
    form = CreateForm(_owners(request), request.GET.get("owner") or str(request.user.pk), request.POST or None)
    crumbs = [Crumb(gettext("Access keys"), reverse("admin:access_keys")), Crumb(gettext("Create"))]
    if form.is_valid():
        permissions.require_on(request, "iam:CreateAccessKey", form.cleaned_data["owner"].arn)
        with errors_on(form):
            key = administrators.create_access_key(form.cleaned_data["owner"], caller=request.caller)
            return render(request, "console/access_keys/created.html", {"key": key, "crumbs": crumbs})
    context = {
        "heading": gettext("Create access key"),
        "lead": gettext("Use it with the AWS CLI, SDKs or Terraform, pointed at this installation."),
        "form": form,
        "crumbs": crumbs,
        "submit": gettext("Create access key"),
        "back": reverse("admin:access_keys"),
    }
    return render(request, "console/form_page.html", context)


@page("access-keys/<str:access_key_id>/<str:verb>/", "access_key_change", permission="", confirms=True)
@require_POST
def change(request: HttpRequest, access_key_id: str, verb: str) -> HttpResponse:
    key = get_object_or_404(_keys(request), pk=access_key_id)
    if verb not in _CHANGES:
        raise Http404
    action, done, run = _CHANGES[verb]
    permissions.require_on(request, action, key.owner.arn)
    with told(request, done):
        run(key, request.caller)
    return redirect("admin:access_keys")


def _keys(request: HttpRequest) -> QuerySet[AccessKey]:
    return AccessKey.objects.select_related("owner").filter(owner__in=_owners(request))


def _with_last_use(keys: QuerySet[AccessKey]) -> QuerySet[AccessKey]:
    """When a key signed something last, and what, as far as the audit trail reaches: signing itself writes nothing."""
    signed = AuditEvent.objects.exclude(access_key_id="").filter(access_key_id=OuterRef("pk")).order_by("-created_at")
    return keys.annotate(
        last_used_at=Subquery(signed.values("created_at")[:1]), last_used_for=Subquery(signed.values("name")[:1])
    )


def _owners(request: HttpRequest) -> QuerySet[Administrator]:
    """Oneself; whoever may list everybody's keys, everybody, root only for root."""
    principal = permissions.principal_of(request)
    users = Administrator.objects.order_by("username")
    if principal.is_superuser:
        return users
    if permissions.is_allowed(request, "iam:ListAccessKeys", ids.iam_arn("user/*")):
        return users.filter(is_superuser=False)
    is_allowed = permissions.is_allowed(request, "iam:ListAccessKeys", principal.arn)
    return users.filter(username=request.user.get_username()) if is_allowed else users.none()
