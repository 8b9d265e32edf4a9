"""The terms of use and the privacy policy of an app client (FED-229, FED-230)."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pools.actions import terms
from pools.caller import Caller
from pools.console.fields import LinesField
from pools.console.settings_pages.slices import ClientSliceByAction, Values, register
from pools.models import AppClient, Terms

_DOCUMENTS = {"terms_of_use": Terms.Name.TERMS_OF_USE, "privacy_policy": Terms.Name.PRIVACY_POLICY}
_MOST = 13  # languages, as the wire takes them


def _links(label: Any) -> LinesField:
    return LinesField(
        max_lines=_MOST,
        max_line_length=1100,
        required=False,
        label=label,
        help_text=_(
            "One on each line: an address; for another language than the default with cognito:french before it."
        ),
    )


@register
class TermsLinks(ClientSliceByAction):
    """Both are shown at sign-up, once there are both."""

    name = "terms"
    title = _("Terms of use and privacy policy")
    about = _("Managed login links to them at sign-up, once there are both.")
    permission = "cognito-idp:CreateTerms"
    more_permissions = ("cognito-idp:UpdateTerms", "cognito-idp:DeleteTerms")

    terms_of_use = _links(_("Terms of use"))
    privacy_policy = _links(_("Privacy policy"))

    def prepare(self) -> None:
        for name in _DOCUMENTS:
            self.fields[name].widget.attrs["placeholder"] = "https://"

    @classmethod
    def read(cls, client: AppClient) -> Values:
        found = {each.name: each.links for each in Terms.objects.filter(client=client)}
        return {field: [_line(*link) for link in found.get(name, {}).items()] for field, name in _DOCUMENTS.items()}

    def clean(self) -> Values:
        for field in _DOCUMENTS:
            for line in self.cleaned_data.get(field, []):
                if len(line.split()) > 2:
                    self.add_error(field, gettext("A language and an address, with nothing else: %s") % line)
        return self.cleaned_data

    def put(self, client: AppClient, *, caller: Caller) -> None:
        found = {each.name: each for each in Terms.objects.filter(client=client)}
        for field, name in _DOCUMENTS.items():
            links = dict(_parsed(line) for line in self.cleaned_data[field])
            _settle(client, name, links, found.get(name), caller)


def _settle(client: AppClient, name: str, links: dict[str, str], document: Terms | None, caller: Caller) -> None:
    """Make the document, change it, or end it."""
    if document is None and links:
        terms.create_terms(client, name, links, caller=caller)
    elif document is not None and not links:
        terms.delete_terms(document, caller=caller)
    elif document is not None and links != document.links:
        terms.update_terms(document, caller=caller, links=links)


def _line(language: str, address: str) -> str:
    return address if language == terms.DEFAULT_LANGUAGE else f"{language} {address}"


def _parsed(line: str) -> tuple[str, str]:
    language, _space, address = line.rpartition(" ")
    return language.strip() or terms.DEFAULT_LANGUAGE, address
