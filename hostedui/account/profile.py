"""`/account/profile` and the pages of e-mail address and phone number: what is known of the user (USR-45, USR-47)."""

from django.http import HttpResponse

from hostedui.account.forms import ContactForm, ProfileForm, shown_only
from hostedui.account.visit import Visit, account_page
from hostedui.pages.forms import CodeForm, PageForm
from hostedui.pages.refusals import errors_on
from pools.actions import attribute_changes, attributes, contacts
from pools.actions.contacts import Contact

_PAGES = {"email": "account_email", "phone_number": "account_phone"}


@account_page("GET", "HEAD", "POST")
def profile(visit: Visit) -> HttpResponse:
    """Only what has changed is written, so that nobody undoes what somebody else writes meanwhile."""
    form = ProfileForm(visit.request.POST or None, user=visit.user, client=visit.client)
    if form.is_valid():
        with errors_on(form):
            if form.changes:
                attribute_changes.update_user_attributes(
                    visit.user, form.changes, client=visit.client, caller=visit.caller
                )
            return visit.go("account_profile", "profile_saved")
    shown = [_shown(visit, attribute) for attribute in _PAGES if visit.client.can_read(attribute)]
    return visit.show("profile", form, contacts=shown, fixed=shown_only(visit.user, visit.client))


@account_page("GET", "HEAD", "POST", recent=True)
def email(visit: Visit) -> HttpResponse:
    return _change(visit, "email")


@account_page("GET", "HEAD", "POST", recent=True)
def phone(visit: Visit) -> HttpResponse:
    return _change(visit, "phone_number")


@account_page("GET", "HEAD", "POST")
def verify_email(visit: Visit) -> HttpResponse:
    return _verify(visit, "email")


@account_page("GET", "HEAD", "POST")
def verify_phone(visit: Visit) -> HttpResponse:
    return _verify(visit, "phone_number")


@account_page("POST", back="account_profile")
def send_email_code(visit: Visit) -> HttpResponse:
    return _send(visit, "email")


@account_page("POST", back="account_profile")
def send_phone_code(visit: Visit) -> HttpResponse:
    return _send(visit, "phone_number")


def _change(visit: Visit, attribute: str) -> HttpResponse:
    """Where the pool says so the old address stays until the new one is verified; a code went there either way."""
    if not _is_writable(visit, attribute):
        return visit.go("account_profile")
    is_required = visit.pool.attribute_schema[attribute]["Required"] or attribute in visit.pool.username_attributes
    form = ContactForm(visit.request.POST or None, attribute=attribute, required=is_required)
    if form.is_valid():
        with errors_on(form):
            changes = {attribute: form.cleaned_data["address"]}
            sent_to = attribute_changes.update_user_attributes(
                visit.user, changes, client=visit.client, caller=visit.caller
            )
            if sent_to:
                return visit.go(f"{_PAGES[attribute]}_code", "code_sent", to=sent_to[0].address)
            return visit.go("account_profile", "profile_saved")
    return visit.show("contact", form, contact=_shown(visit, attribute))


def _verify(visit: Visit, attribute: str) -> HttpResponse:
    pending = attribute_changes.pending_contact(visit.user, attribute)
    if pending is None:
        return visit.go("account_profile")
    form = CodeForm(visit.request.POST or None)
    if form.is_valid():
        with errors_on(form):
            attribute_changes.verify_user_attribute(
                visit.user, attribute, form.cleaned_data["code"], caller=visit.caller
            )
            return visit.go("account_profile", "contact_verified", to=pending.address)
    return visit.show("contact_code", form, contact=_shown(visit, attribute), address=pending.address)


def _send(visit: Visit, attribute: str) -> HttpResponse:
    """A new code, to the address that waits for one or that the user has."""
    asked = PageForm(visit.request.POST)
    if asked.is_valid():
        with errors_on(asked):
            contact = attribute_changes.send_attribute_code(
                visit.user, attribute, client=visit.client, caller=visit.caller
            )
            return visit.go(f"{_PAGES[attribute]}_code", "code_sent", to=contact.address)
    form = CodeForm()
    form.refuse(asked)
    known = attribute_changes.pending_contact(visit.user, attribute) or contacts.of(visit.user, attribute)
    address = known.address if known else ""
    return visit.show("contact_code", form, contact=_shown(visit, attribute), address=address)


def _shown(visit: Visit, attribute: str) -> dict[str, object]:
    """An address as the pages show it, with what waits for its code."""
    page, address = _PAGES[attribute], visit.user.attributes.get(attribute, "")
    pending: Contact | None = attribute_changes.pending_contact(visit.user, attribute)
    return {
        "attribute": attribute,
        "address": address,
        "is_verified": visit.user.is_verified(attribute),
        "pending": pending.address if pending and pending.address != address else "",
        "awaits_code": pending is not None,
        "is_writable": _is_writable(visit, attribute),
        "change": visit.url(page),
        "code": visit.url(f"{page}_code"),
        "send": visit.url(f"{page}_send"),
    }


def _is_writable(visit: Visit, attribute: str) -> bool:
    is_mutable = visit.pool.attribute_schema[attribute]["Mutable"]
    return is_mutable and attribute in attributes.writable(visit.client) and visit.client.can_read(attribute)
