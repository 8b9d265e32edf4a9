"""Forms of a pool's messages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pools.actions import wordings
from pools.actions.wordings import Words
from pools.console.fields import TWO_COLUMNS, Option, choose_one
from pools.models import MessageKind, UserPool

Kind = MessageKind
TITLES: dict[MessageKind, Any] = {
    Kind.VERIFICATION_EMAIL: _("Verification email with a code"),
    Kind.VERIFICATION_LINK: _("Verification email with a link"),
    Kind.VERIFICATION_SMS: _("Verification SMS message"),
    Kind.INVITATION_EMAIL: _("Invitation email"),
    Kind.INVITATION_SMS: _("Invitation SMS message"),
    Kind.MFA_EMAIL: _("MFA email"),
    Kind.MFA_SMS: _("MFA SMS message"),
    Kind.SIGN_IN_LINK: _("Email with a sign-in link"),
}
_CODE = (wordings.CODE, _("the code"))
_PASSWORD = (wordings.CODE, _("the temporary password; without this place the invitation is not sent"))
_NAME = (wordings.USERNAME, _("the user name"))
_LINK = ("{##Verify Email##}", _("the link; what stands between the marks is what it says"))
_SIGN_IN = ("{##Sign in##}", _LINK[1])
PLACES: dict[MessageKind, tuple[tuple[str, Any], ...]] = {
    Kind.VERIFICATION_EMAIL: (_CODE,),
    Kind.VERIFICATION_LINK: (_LINK,),
    Kind.VERIFICATION_SMS: (_CODE,),
    Kind.INVITATION_EMAIL: (_NAME, _PASSWORD),
    Kind.INVITATION_SMS: (_NAME, _PASSWORD),
    Kind.MFA_EMAIL: (_CODE,),
    Kind.MFA_SMS: (_CODE,),
    Kind.SIGN_IN_LINK: (_SIGN_IN, _NAME),
}
_EMAIL_OPTIONS = {
    "CONFIRM_WITH_CODE": Option(_("Code"), _("Users type in a code.")),
    "CONFIRM_WITH_LINK": Option(_("Link"), _("Users who sign up click a link. Other codes stay codes.")),
}


class MessageForm(forms.Form):
    """What a message says to all users, or to those of one language. Whether it may, the action says."""

    email_option = choose_one(_("Verification type"), _EMAIL_OPTIONS, layout=TWO_COLUMNS)
    subject = forms.CharField(required=False, label=_("Email subject"), help_text=_("At most 140 characters."))
    message = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 12, "dir": "auto"}))

    def __init__(self, pool: UserPool, kind: MessageKind, language: str, data: Any = None) -> None:
        self.pool, self.kind, self.language = pool, kind, language
        super().__init__(data, initial=self._initial())
        is_option = kind in (Kind.VERIFICATION_EMAIL, Kind.VERIFICATION_LINK) and not language
        unused = [name for name, is_used in (("email_option", is_option), ("subject", kind.is_email)) if not is_used]
        for name in unused:
            del self.fields[name]
        self._word_fields()

    @property
    def words(self) -> Words:
        """What stands in the form, as it was typed in or as it is kept."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else self.initial
        return Words(given.get("subject", ""), given.get("message", ""))

    @property
    def email_option_given(self) -> str | None:
        return self.cleaned_data.get("email_option")

    def clean_message(self) -> str:
        """A line ends as in the texts that come by the API, which count each character."""
        return str(self.cleaned_data["message"]).replace("\r\n", "\n")

    def _initial(self) -> dict[str, str]:
        option = self.pool.verification_message_template.get("DefaultEmailOption", "CONFIRM_WITH_CODE")
        words = wordings.kept(self.pool, self.kind, self.language)
        return {"email_option": option, "subject": words.subject, "message": words.message}

    def _word_fields(self) -> None:
        """Empty fields show what is said instead."""
        own = wordings.own_of(self.pool, self.kind) if self.language else Words()
        fallback = wordings.chosen(self.kind, own, Words(), self.language or "en")
        message = self.fields["message"]
        if self.kind.is_email:
            self.fields["subject"].widget.attrs |= {"placeholder": fallback.subject, "dir": "auto"}
            message.label = _("Email message")
            message.help_text = _("6 to 20,000 characters with all that is put in. HTML is allowed.")
        else:
            message.widget.attrs["rows"] = 4
            message.label = _("SMS message")
            message.help_text = _("6 to 140 characters with all that is put in.")
        message.widget.attrs |= {"placeholder": fallback.message}
        if self.language:
            message.widget.attrs["lang"] = self.language


class SampleForm(forms.Form):
    """Where a test goes."""

    address = forms.CharField(max_length=320)

    def __init__(self, kind: MessageKind, data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["address"]
        field.label = _("Email address") if kind.is_email else _("Phone number")
        example = "you@example.com" if kind.is_email else "+15555550100"
        field.widget.attrs |= {
            "form": "style",
            "placeholder": example,
            "inputmode": "email" if kind.is_email else "tel",
            "autocomplete": "email" if kind.is_email else "tel",
        }
