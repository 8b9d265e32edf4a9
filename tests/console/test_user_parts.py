"""The pages of one user, each with a permission of its own, and what is done there by a button."""

import pytest
from django.urls import reverse
from django.utils import timezone

from notifications import outbox
from notifications.models import Message
from pools.actions import audit, groups
from pools.console.user_frame import PARTS
from pools.models import (
    AuditEvent,
    Device,
    EventFeedback,
    GroupMembership,
    ProviderLink,
    Session,
    User,
    WebAuthnCredential,
)
from tests.conftest import CALLER
from tests.pools import mfa

pytestmark = pytest.mark.one_database

KEY = "us-east-1_11111111-2222-3333-4444-555555555555"


def open_part(console, user, page):
    return console.get(reverse(f"admin:{page}", args=[user.pool_id, user.sub]))


def deed(console, user, verb, **form):
    return console.post(reverse("admin:user_deed", args=[user.pool_id, user.sub, verb]), form, follow=True)


@pytest.fixture
def tracked(pool, alice):
    """A pool that tracks devices, with one of alice's."""
    pool.device_configuration = {"ChallengeRequiredOnNewDevice": False}
    pool.save()
    return Device.objects.create(
        key=KEY, user=alice, group_key="-G", name="Alice's phone", srp_salt="1", sealed_srp_verifier=b"1"
    )


@pytest.fixture
def session(app, alice):
    now = timezone.now()
    ends = now + timezone.timedelta(days=1)
    return Session.objects.create(user=alice, client=app, auth_time=now, expires_at=ends, ip_address="192.0.2.7")


@pytest.fixture
def everything(pool, app, alice, tracked, session, inbox):
    """Alice with thirty of everything."""
    mfa.configure(pool)
    mfa.give_app(alice, name="Alice's app")
    for number in range(30):
        group = groups.create_group(pool, f"group{number:02}", caller=CALLER)
        GroupMembership.objects.create(user=alice, group=group)
        Device.objects.create(key=f"{KEY}{number}", user=alice, group_key="-G", srp_salt="1", sealed_srp_verifier=b"1")
        Session.objects.create(user=alice, client=app, auth_time=timezone.now(), expires_at=session.expires_at)
        WebAuthnCredential.objects.create(credential_id=f"k{number}", user=alice, relying_party_id="x", public_key=b"1")
        ProviderLink.objects.create(
            pool=pool, user=alice, provider_name="Google", attribute_name="Cognito_Subject", attribute_value=str(number)
        )
        outbox.queue("email", "alice@example.com", subject="A code", text="123456", reference=pool.id)
        audit.record(CALLER, "InitiateAuth", user=alice, error="NotAuthorizedException")


@pytest.mark.spec("USR-98", "USR-118", "USR-119")
@pytest.mark.parametrize("security", ["OFF", "AUDIT"])
@pytest.mark.parametrize("part", [part.page for part in PARTS])
def test_a_part_shows_what_there_is_at_a_small_cost(
    part, security, console, pool, alice, everything, django_assert_max_num_queries
):
    pool.user_pool_add_ons = {"AdvancedSecurityMode": security}
    pool.save()
    with django_assert_max_num_queries(16):
        answer = open_part(console, alice, part)

    assert answer.status_code == 200
    assert SAID[part] in answer.content.decode()


SAID = {
    "user": "alice@example.com",
    "user_factors": "Alice&#x27;s app",
    "user_groups": "group24",
    "user_devices": "Alice&#x27;s phone",
    "user_sessions": "192.0.2.7",
    "user_identities": "Google",
    "user_messages": "A code",
    "user_sign_ins": "NotAuthorizedException",
    "user_trail": "InitiateAuth",
}


@pytest.mark.parametrize("part", [part.page for part in PARTS])
def test_a_user_with_nothing_has_every_part(part, console, alice):
    assert open_part(console, alice, part).status_code == 200


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.page)
def test_a_part_needs_its_own_permission(part, console_of, alice):
    helper = console_of(part.permission)
    opened = {each.page for each in PARTS if open_part(helper, alice, each.page).status_code == 200}

    assert opened == {each.page for each in PARTS if each.permission == part.permission}


def test_a_made_up_page_of_groups_is_refused_on_the_page(console, alice):
    answer = console.get(reverse("admin:user_groups", args=[alice.pool_id, alice.sub]), {"after": "nonsense"})

    assert "Invalid pagination token" in answer.content.decode()


def test_groups_are_joined_and_left(console, pool, alice):
    groups.create_group(pool, "staff", caller=CALLER)
    deed(console, alice, "add-to-group", group="staff")
    assert GroupMembership.objects.get().user == alice

    deed(console, alice, "remove-from-group", group="staff")
    assert not GroupMembership.objects.exists()


def test_a_device_is_remembered_and_forgotten(console, alice, tracked):
    deed(console, alice, "remember-device", device=KEY, remembered="true")
    tracked.refresh_from_db()
    assert tracked.is_remembered

    deed(console, alice, "forget-device", device=KEY)
    assert not Device.objects.exists()
    assert AuditEvent.objects.filter(name__in=["AdminUpdateDeviceStatus", "AdminForgetDevice"]).count() == 2


def test_a_session_is_ended(console, alice, session):
    shown = open_part(console, alice, "user_sessions").context["sessions"]
    deed(console, alice, "end-session", session=shown[0][0].id)

    session.refresh_from_db()
    assert session.revoked_at
    assert AuditEvent.objects.filter(name="AdminRevokeUserSession").count() == 1


@pytest.mark.spec("USR-118")
def test_factors_are_turned_on_and_preferred(console, pool, alice):
    mfa.configure(pool)
    mfa.give_app(alice, enabled=False)
    deed(
        console, alice, "set-factors", shown=["SOFTWARE_TOKEN_MFA", "EMAIL_OTP"],
        enabled=["SOFTWARE_TOKEN_MFA", "EMAIL_OTP"], preferred="EMAIL_OTP",
    )  # fmt: skip

    alice.refresh_from_db()
    assert (alice.software_token_mfa_enabled, alice.email_mfa_enabled, alice.preferred_mfa) == (True, True, "EMAIL_OTP")


@pytest.mark.parametrize("state", ["OPTIONAL", "ON"])
def test_who_lost_the_phone_has_mfa_reset(state, console, pool, alice):
    mfa.configure(pool, state)
    mfa.give_app(alice)
    User.objects.filter(pk=alice.pk).update(email_mfa_enabled=True, preferred_mfa="SOFTWARE_TOKEN_MFA")
    deed(console, alice, "reset-mfa")

    alice.refresh_from_db()
    assert (alice.sealed_totp_secret, alice.email_mfa_enabled, alice.preferred_mfa) == (None, False, "")


def test_an_authenticator_and_a_passkey_are_removed(console, pool, alice):
    mfa.give_app(alice)
    WebAuthnCredential.objects.create(credential_id="abc", user=alice, relying_party_id="x", public_key=b"1")
    deed(console, alice, "remove-authenticator")
    deed(console, alice, "remove-passkey", passkey="abc")

    alice.refresh_from_db()
    assert alice.sealed_totp_secret is None
    assert not WebAuthnCredential.objects.exists()
    assert AuditEvent.objects.filter(name="AdminDeleteWebAuthnCredential").count() == 1


def test_an_identity_is_linked_and_unlinked(console, alice):
    deed(console, alice, "link", provider="Google", attribute="Cognito_Subject", value="1234")
    link = ProviderLink.objects.get(user=alice)

    deed(console, alice, "unlink", link=str(link.pk))
    assert not ProviderLink.objects.exists()


def test_a_parked_message_is_tried_again(console, pool, alice):
    message = outbox.queue("email", "alice@example.com", subject="A code", text="123456", reference=pool.id)
    Message.objects.update(state="failed")
    deed(console, alice, "retry-message", message=str(message.id))

    message.refresh_from_db()
    assert message.state == "waiting"


def test_a_sign_in_is_judged(console, pool, alice):
    pool.user_pool_add_ons = {"AdvancedSecurityMode": "AUDIT"}
    pool.save()
    event = audit.record(CALLER, "InitiateAuth", user=alice)
    deed(console, alice, "judge-event", event=str(event.id), value="Invalid")

    assert EventFeedback.objects.get(event_id=event.id).value == "Invalid"


@pytest.mark.parametrize(
    ("verb", "form"),
    [
        ("add-to-group", {"group": "nobody"}),
        ("remove-from-group", {}),
        ("forget-device", {"device": "x" * 500}),
        ("remember-device", {}),
        ("end-session", {"session": "tkn-ä"}),
        ("end-session", {"session": "tknzzzzzzzzzzzzzzzzzzzzzzzzzzzz"}),
        ("remove-authenticator", {}),
        ("remove-passkey", {"passkey": "x" * 5000}),
        ("link", {"provider": "nobody", "attribute": "a", "value": "b"}),
        ("unlink", {"link": "9" * 30}),
        ("unlink", {"link": "7"}),
        ("retry-message", {"message": "x"}),
        ("retry-message", {"message": "00000000-0000-0000-0000-000000000007"}),
        ("judge-event", {"event": "x", "value": "Maybe"}),
        ("judge-event", {"event": "x", "value": "Valid"}),
        ("set-factors", {"shown": ["NONE", "SMS_MFA"], "enabled": "SMS_MFA"}),
    ],
)
def test_what_cannot_be_is_said(verb, form, console, alice):
    answer = deed(console, alice, verb, **form)

    assert answer.status_code == 200
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]


def test_each_deed_needs_its_own_permission(console_of, alice):
    helper = console_of("cognito-idp:AdminGetUser")

    assert deed(helper, alice, "reset-mfa").status_code == 403
    assert deed(helper, alice, "nonsense").status_code == 404


@pytest.mark.spec("USR-60")
def test_an_invitation_is_sent_again(console, pool, alice, inbox):
    User.objects.update(status="FORCE_CHANGE_PASSWORD")
    console.post(reverse("admin:user_change", args=[pool.id, alice.sub, "resend-invitation"]))

    assert "alice" in inbox.to("alice@example.com")[0].text


@pytest.mark.spec("CON-29", "CON-30")
@pytest.mark.parametrize(
    ("verb", "flag"), [("verify-email", "email_verified"), ("verify-phone", "phone_number_verified")]
)
def test_an_address_is_marked_as_verified(verb, flag, console, pool, alice):
    alice.attributes = {"email": "alice@example.com", "phone_number": "+15550100"}
    alice.save()
    console.post(reverse("admin:user_change", args=[pool.id, alice.sub, verb]))

    alice.refresh_from_db()
    assert alice.attributes[flag] == "true"
