"""Message templates: all that a pool says to its users, and a page to word each message (CON-115 to CON-130)."""

import dataclasses
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from notifications import limits
from pools.actions import message_samples, message_senders, message_texts, sending, user_pools, wordings
from pools.console import consoles, permissions
from pools.console.layout import Crumb, errors_on, render_in_pool
from pools.console.message_forms import PLACES, TITLES, Kind, MessageForm, SampleForm
from pools.console.registry import Card, card, page
from pools.errors import PoolError
from pools.models import MessageKind, UserPool

_TAB = "message_templates"
_CHANGE = "cognito-idp:UpdateUserPool"
_SEND = "poolhouse:SendTestMessage"
_ADDRESS = "user-pools/<str:pool_id>/message-templates/<str:kind>/"
_GROUPS = (
    (_("Verification messages"), (Kind.VERIFICATION_EMAIL, Kind.VERIFICATION_LINK, Kind.VERIFICATION_SMS)),
    (_("Invitation messages"), (Kind.INVITATION_EMAIL, Kind.INVITATION_SMS)),
    (_("MFA messages"), (Kind.MFA_EMAIL, Kind.MFA_SMS)),
    (_("Sign-in links"), (Kind.SIGN_IN_LINK,)),
)
_ORIGINAL_GROUPS = (  # CON-123 to CON-125, CON-129
    (_("Do you want to customize your SMS messages?"), (Kind.MFA_SMS,)),
    (_("Do you want to customize your SMS verification messages?"), (Kind.VERIFICATION_SMS,)),
    (
        _("Do you want to customize your email verification messages?"),
        (Kind.VERIFICATION_EMAIL, Kind.VERIFICATION_LINK),
    ),
    (_("Do you want to customize your user invitation messages?"), (Kind.INVITATION_EMAIL, Kind.INVITATION_SMS)),
    (_("Do you want to customize your email MFA messages?"), (Kind.MFA_EMAIL,)),
    (_("Sign-in links"), (Kind.SIGN_IN_LINK,)),
)
# A mail has its styles in itself and may show pictures; nothing of it runs
_PREVIEW_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src https: data:; frame-src 'self'; "
    "frame-ancestors 'self'; form-action 'none'; base-uri 'none'"
)

card(
    Card(
        "messages",
        _("Message templates"),
        _("What users are told: verification, invitation and MFA messages, in their languages."),
        "message_templates",
        _("Show templates"),
        "cognito-idp:DescribeUserPool",
    )
)


@dataclasses.dataclass(frozen=True, slots=True)
class MessageCard:
    """A message on the page of all."""

    kind: MessageKind
    title: Any
    subject: str
    excerpt: str
    is_own: bool
    languages: list[str]  # that there are words of the pool's for, besides those for all users


def cards_of(pool: UserPool, *, is_original: bool = False) -> list[tuple[Any, list[MessageCard]]]:
    """The messages that this pool sends, in groups."""
    translated = [(each.kind, each.language) for each in message_texts.list_translations(pool)]
    shown = [
        (heading, [_card_of(pool, kind, translated) for kind in kinds if message_texts.is_sent(pool, kind)])
        for heading, kinds in (_ORIGINAL_GROUPS if is_original else _GROUPS)
    ]
    return [(heading, cards) for heading, cards in shown if cards]


def idle_cards_of(pool: UserPool) -> list[MessageCard]:
    """The messages that none of its settings has it send (CON-117, CON-118)."""
    return [_card_of(pool, kind, []) for kind in Kind if not message_texts.is_sent(pool, kind)]


@page("user-pools/<str:pool_id>/message-templates/", "message_templates", permission="cognito-idp:DescribeUserPool")
def list_of_messages(request: HttpRequest, pool_id: str) -> HttpResponse:
    pool = user_pools.get_user_pool(pool_id)
    return render_in_pool(
        request,
        pool,
        "console/messages/list.html",
        Crumb(gettext("Message templates")),
        tab=_TAB,
        groups=cards_of(pool, is_original=consoles.is_original(request)),
        idle=idle_cards_of(pool),
    )


@page(_ADDRESS, "message_template", permission=_CHANGE)
def edit(request: HttpRequest, pool_id: str, kind: str) -> HttpResponse:
    """Word a message. What is typed in may be sent as a test before it is saved."""
    pool, form = _form(request, pool_id, kind)
    is_test = "send" in request.POST
    sample = SampleForm(form.kind, request.POST if is_test else None)
    if is_test:
        _send(request, form, sample)
    elif form.is_valid():
        with errors_on(form):
            _save(request, form)
            messages.success(request, gettext("The changes are saved."))
            return redirect(request.get_full_path())
    return render_in_pool(
        request,
        pool,
        "console/messages/edit.html",
        Crumb(gettext("Message templates"), reverse("admin:message_templates", args=[pool.id])),
        Crumb(str(TITLES[form.kind])),
        tab=_TAB,
        heading=TITLES[form.kind],
        form=form,
        sample=sample,
        places=PLACES[form.kind],
        languages=_choosable(pool, form.kind),
        address=request.path,
        preview=f"{reverse('admin:message_template_preview', args=[pool.id, kind])}?language={form.language}",
        may_send=permissions.is_allowed(request, _SEND, pool=pool),
        is_in_sandbox=not form.kind.is_email and sending.sms_trouble(pool) == "SNSSandbox",
        is_refused=form.kind == Kind.MFA_EMAIL and not form.language and not pool.email_mfa_configuration,
    )


@page(f"{_ADDRESS}preview/", "message_template_preview", permission=_CHANGE)
def preview(request: HttpRequest, pool_id: str, kind: str) -> HttpResponse:
    """The message as it would arrive, with what stands in the form; before anything was posted, as it is."""
    pool, form = _form(request, pool_id, kind)
    context = {"form": form, "pool": pool} | _composed(pool, form)
    response = render(request, "console/messages/preview.html", context)
    response["Content-Security-Policy"] = _PREVIEW_POLICY
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _form(request: HttpRequest, pool_id: str, kind: str) -> tuple[UserPool, MessageForm]:
    pool, language = user_pools.get_user_pool(pool_id), request.GET.get("language", "")
    known = language if language in message_texts.LANGUAGES else ""
    return pool, MessageForm(pool, message_texts.get_kind(kind), known, request.POST or None)


def _save(request: HttpRequest, form: MessageForm) -> None:
    if form.language:
        message_texts.say_in(form.pool, form.language, form.kind, form.words, caller=request.caller)
        return
    if form.kind == Kind.MFA_EMAIL:
        permissions.require(request, "cognito-idp:SetUserPoolMfaConfig", {"pool_id": form.pool.id})
    message_texts.set_message(
        form.pool, form.kind, form.words, caller=request.caller, email_option=form.email_option_given
    )


def _send(request: HttpRequest, form: MessageForm, sample: SampleForm) -> None:
    permissions.require(request, _SEND, {"pool_id": form.pool.id})
    if form.is_valid() and sample.is_valid():
        address = sample.cleaned_data["address"]
        with errors_on(form):
            message_samples.send(
                form.pool, form.kind, form.words, address, language=form.language, caller=request.caller
            )
            messages.success(request, gettext("The message to %s is on its way.") % address)


def _composed(pool: UserPool, form: MessageForm) -> dict[str, Any]:
    """What arrives, or why nothing would; and what saving it would be refused for."""
    shown: dict[str, Any] = {}
    try:
        if form.kind.is_email:
            shown["letter"] = message_samples.letter(pool, form.kind, form.words, form.language)
            shown["sender"] = sending.of_email(pool.email_configuration)["sender"] or _default_sender()
        else:
            text = message_samples.text_message(pool, form.kind, form.words, form.language)
            shown |= {"text": text, "parts": limits.parts_of(text), "is_gsm": limits.is_gsm_7(text)}
        message_texts.check(form.kind, form.words, shows_values=False)
    except PoolError as error:
        shown["refusal"] = error.reason or error.message
    return shown


def _default_sender() -> str:
    return message_senders.describe_default("email").sender


def _choosable(pool: UserPool, kind: MessageKind) -> list[tuple[str, str, bool]]:
    """Code, name and whether there are words of the pool's, for each language."""
    there = {each.language for each in message_texts.list_translations(pool) if each.kind == kind}
    return [(code, name, code in there) for code, name in message_texts.LANGUAGES.items()]


def _card_of(pool: UserPool, kind: MessageKind, translated: list[tuple[str, str]]) -> MessageCard:
    said = wordings.chosen(kind, wordings.own_of(pool, kind), wordings.Words(), "en")
    languages = [message_texts.LANGUAGES[code] for each, code in translated if each == kind]
    return MessageCard(kind, TITLES[kind], said.subject, said.message, said.is_own, languages)
