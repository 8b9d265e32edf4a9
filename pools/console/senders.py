"""How messages leave: the installation's senders, sending identities, a test, what nothing is sent to."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from notifications.models import Message, SendingIdentity, SuppressedAddress, VerifiedAddress
from pools.actions import message_senders
from pools.console import keyset
from pools.console.layout import Crumb, errors_on, render, told
from pools.console.registry import page

_PUT = "poolhouse:PutSendingIdentity"
_VERIFY = "poolhouse:CreateSandboxAddress"
_LISTED_IDENTITIES = 200
_CHANNEL: dict[str, Any] = {"label": _("Channel"), "choices": Message.Channel.choices, "initial": Message.Channel.EMAIL}


class TestForm(forms.Form):
    channel = forms.ChoiceField(**_CHANNEL)
    address = forms.CharField(
        max_length=320,
        label=_("Address"),
        help_text=_(
            "An e-mail address that takes mail, or a phone number such as +15555550100. What bounces is suppressed."
        ),
    )
    identity = forms.ChoiceField(required=False, label=_("Sent as"), help_text=_("A sending identity, as of a pool."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        arns = list(SendingIdentity.objects.values_list("arn", flat=True)[:_LISTED_IDENTITIES])
        self.fields["identity"].choices = [("", _("The installation")), *((arn, arn) for arn in arns)]
        if not arns:
            del self.fields["identity"]


class IdentityForm(forms.Form):
    channel = forms.ChoiceField(**_CHANNEL)
    arn = forms.CharField(
        max_length=512,
        label=_("ARN"),
        help_text=_("What pools name as SourceArn, SnsCallerArn or CallerArn."),
        widget=forms.TextInput(attrs={"placeholder": "arn:aws:ses:us-east-1:000000000000:identity/shop@example.com"}),
    )
    url = forms.CharField(
        max_length=2048,
        label=_("Sender"),
        help_text=_("As in POOLHOUSE_EMAIL_URL or POOLHOUSE_SMS_URL. It is kept sealed and never shown."),
        widget=forms.TextInput(
            attrs={"placeholder": "smtps://user:password@mail.example.com?per_second=10", "spellcheck": "false"}
        ),
    )


class SandboxForm(forms.Form):
    channel = forms.ChoiceField(**_CHANNEL | {"initial": Message.Channel.SMS})
    address = forms.CharField(max_length=320, label=_("Address"), help_text=_("A code is sent there."))


class CodeForm(forms.Form):
    code = forms.CharField(
        max_length=10,
        label=_("Code"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


@page("senders/", "senders", permission="poolhouse:ListSenders")
def overview(request: HttpRequest) -> HttpResponse:
    identities = list(SendingIdentity.objects.all()[:_LISTED_IDENTITIES])
    context = {
        "defaults": [(label, message_senders.describe_default(channel)) for channel, label in Message.Channel.choices],
        "identities": [(identity, message_senders.describe(identity)) for identity in identities],
        "suppressed": keyset.newest_first(SuppressedAddress.objects.all(), request.GET.get("after", "")),
        "verified": list(VerifiedAddress.objects.all()),
        "has_sandbox": message_senders.is_anything_in_sandbox(),
    }
    return render(request, "console/senders/senders.html", context)


@page("senders/test/", "sender_test", permission="poolhouse:SendTestMessage")
def send_test(request: HttpRequest) -> HttpResponse:
    form = TestForm(request.POST or None)
    if form.is_valid():
        with errors_on(form):
            message = message_senders.send_test_message(**form.cleaned_data, caller=request.caller)
            messages.success(request, gettext("The message is on its way."))
            return redirect(f"{reverse('admin:inbox')}?message={message.id}")
    lead = gettext("It says only that it arrived. The inbox shows what becomes of it.")
    return _form_page(request, form, gettext("Send a test message"), lead, gettext("Send"))


@page("senders/identities/create/", "sending_identity_create", permission=_PUT)
def put_identity(request: HttpRequest) -> HttpResponse:
    form = IdentityForm(request.POST or None)
    if form.is_valid():
        with errors_on(form):
            message_senders.put_sending_identity(**form.cleaned_data, caller=request.caller)
            messages.success(request, gettext("The sending identity is kept."))
            return redirect("admin:senders")
    lead = gettext("What pools send as this identity leaves by a sender of its own.")
    return _form_page(request, form, gettext("Set up a sending identity"), lead, gettext("Save"))


@page(
    "senders/identities/<uuid:identity_id>/delete/",
    "sending_identity_delete",
    permission="poolhouse:DeleteSendingIdentity",
)
@require_POST
def delete_identity(request: HttpRequest, identity_id: uuid.UUID) -> HttpResponse:
    with told(request, _("The sending identity is deleted.")):
        message_senders.delete_sending_identity(identity_id, caller=request.caller)
    return redirect("admin:senders")


@page(
    "senders/suppressed/<int:suppressed_id>/delete/",
    "suppressed_address_delete",
    permission="poolhouse:DeleteSuppressedAddress",
)
@require_POST
def forgive(request: HttpRequest, suppressed_id: int) -> HttpResponse:
    with told(request, _("Messages are sent to this address again.")):
        message_senders.delete_suppressed_address(suppressed_id, caller=request.caller)
    return redirect("admin:senders")


@page("senders/sandbox/create/", "sandbox_address_create", permission=_VERIFY)
def start_verification(request: HttpRequest) -> HttpResponse:
    form = SandboxForm(request.POST or None)
    if form.is_valid():
        with errors_on(form):
            row = message_senders.start_verification(**form.cleaned_data, caller=request.caller)
            return redirect("admin:sandbox_address", row.id)
    lead = gettext("A sender in its sandbox sends to verified addresses alone.")
    return _form_page(request, form, gettext("Verify an address"), lead, gettext("Send code"))


@page("senders/sandbox/<int:row_id>/", "sandbox_address", permission=_VERIFY)
def finish_verification(request: HttpRequest, row_id: int) -> HttpResponse:
    row = message_senders.get_sandbox_address(row_id)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        with errors_on(form):
            message_senders.finish_verification(row, **form.cleaned_data, caller=request.caller)
            messages.success(request, gettext("The address is verified."))
            return redirect("admin:senders")
    lead = gettext("A code is on its way to %s.") % row.address
    return _form_page(request, form, gettext("Verify an address"), lead, gettext("Verify"))


@page("senders/sandbox/<int:row_id>/delete/", "sandbox_address_delete", permission=_VERIFY)
@require_POST
def delete_sandbox_address(request: HttpRequest, row_id: int) -> HttpResponse:
    with told(request, _("The address is deleted.")):
        message_senders.delete_sandbox_address(message_senders.get_sandbox_address(row_id), caller=request.caller)
    return redirect("admin:senders")


def _form_page(request: HttpRequest, form: forms.Form, heading: str, lead: str, submit: str) -> HttpResponse:
    context = {
        "heading": heading,
        "lead": lead,
        "form": form,
        "crumbs": [Crumb(gettext("Senders"), reverse("admin:senders")), Crumb(heading)],
        "submit": submit,
        "back": reverse("admin:senders"),
    }
    return render(request, "console/form_page.html", context)
