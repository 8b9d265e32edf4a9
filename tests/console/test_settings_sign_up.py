"""The slices of how users come to have an account, and as whom they are written to."""

import pytest
from django.urls import reverse

from notifications.models import SendingIdentity
from pools.console.settings_pages import creation
from pools.console.settings_pages.slices import slices
from pools.models import UserPool

pytestmark = pytest.mark.one_database

ARN = "arn:aws:ses:eu-west-1:999999999999:identity/example.com"


def _address(pool, name):
    return reverse("admin:pool_slice", args=[pool.id, name])


def _attributes(*rows):
    """The form with these rows: name, type, min, max, mutable."""
    names = ("attribute", "kind", "least", "most", "mutable")
    fields = {
        f"rows-{place}-{name}": value for place, row in enumerate(rows) for name, value in zip(names, row, strict=False)
    }
    return fields | {"rows-TOTAL_FORMS": str(len(rows)), "rows-INITIAL_FORMS": "0"}


@pytest.mark.spec("CON-66", "CON-70", "CON-72", "CON-73", "CON-74", "CON-75")
def test_custom_attributes_are_added_and_stay(console, pool, save_slice, trail):
    added = _attributes(("plan", "String", "1", "20", "on"), ("seats", "Number", "1", ""), ("", "String", "", "", "on"))
    review = console.post(_address(pool, "custom-attributes"), added)
    said = [(line.label, line.before, line.after) for line in review.context["differences"]]
    assert said == [
        ("custom:plan", "not there", "String, min 1, max 20, mutable"),
        ("custom:seats", "not there", "Number, min 1, immutable"),
    ]
    save_slice("custom-attributes", added)
    schema = UserPool.objects.get().attribute_schema
    assert (schema["custom:plan"]["Mutable"], schema["custom:seats"]["Mutable"]) == (True, False)
    assert trail(name="AddCustomAttributes")[0].detail["attributes"] == ["custom:plan", "custom:seats"]

    page = console.get(_address(pool, "custom-attributes"))
    assert "custom:seats" in page.content.decode()
    assert [row["attribute"].value() for row in page.context["form"].rows.forms] == [None]


@pytest.mark.spec("CON-66", "CON-67", "CON-68")
@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("plan", "String", "", "2049", "on"), "more than 2048"),
        (("plan", "String", "9", "2", "on"), "cannot be less than min"),
        (("plan", "Number", "x", "", "on"), "cannot have"),
        (("a" * 21, "String", "", "", "on"), "at most 20 characters"),
        (("", "Number", "1", "2", "on"), "This field is required"),
        (("with space", "String", "", "", "on"), "without spaces"),
        (("there", "String", "", "", "on"), "already has name custom:there"),
    ],
    ids=["long", "bounds", "no number", "long name", "no name", "space", "there"],
)
def test_custom_attributes_that_cannot_be_come_back_on_the_form(console, pool, row, message):
    UserPool.objects.update(schema=[{"Name": "custom:there", "AttributeDataType": "String"}])
    page = console.post(_address(pool, "custom-attributes"), _attributes(row)).content.decode()
    assert message in page
    assert "Confirm changes" not in page


@pytest.mark.spec("CON-23", "CON-26", "CON-33", "CON-59")
def test_a_new_pool_requires_what_is_ticked_and_has_its_custom_attributes(db):
    begun = creation.begin("shop")
    data = {"required": ["email", "name"]} | _attributes(("plan", "String", "", "", "on"))
    forms = [slices[name](begun, data) for name in ("required-attributes", "custom-attributes")]
    assert [form.errors for form in forms] == [{}, {}]
    creation.fill(begun, forms)
    creation.fill(begun, forms)  # for the review, and again when it is made
    assert [each["Name"] for each in begun.schema] == ["email", "name", "plan"]


@pytest.mark.spec("CON-93")
def test_self_registration_is_switched_and_the_invitation_stays(save_slice):
    UserPool.objects.update(admin_create_user_config={"InviteMessageTemplate": {"EmailMessage": "{username} {####}"}})
    save_slice("self-registration", {"who": "admin"})
    changed = UserPool.objects.get()
    assert not changed.allows_sign_up
    assert changed.admin_create_user_config["InviteMessageTemplate"]["EmailMessage"] == "{username} {####}"


@pytest.mark.spec("CON-102", "CON-256")
def test_verification_is_by_link_and_texts_stay(save_slice):
    UserPool.objects.update(
        sms_verification_message="Shop: {####}", verification_message_template={"SmsMessage": "Shop: {####}"}
    )
    save_slice("attribute-verification", {"attributes": ["email"], "email_by": "CONFIRM_WITH_LINK"})
    changed = UserPool.objects.get()
    assert changed.verification_message_template == {
        "SmsMessage": "Shop: {####}",
        "DefaultEmailOption": "CONFIRM_WITH_LINK",
    }
    assert changed.sms_verification_message == "Shop: {####}"


@pytest.mark.spec("CON-113", "CON-114")
def test_an_update_waits_for_verification_only_of_what_is_verified(save_slice):
    save_slice("pending-updates", {"attributes": ["email"]})
    waiting = {"AttributesRequireVerificationBeforeUpdate": ["email"]}
    assert UserPool.objects.get().user_attribute_update_settings == waiting

    answer = save_slice("pending-updates", {"attributes": ["email", "phone_number"]})
    assert "phone_number must be in AutoVerifiedAttributes" in answer.content.decode()


@pytest.mark.spec("CON-132", "CON-133", "CON-134", "CON-259")
@pytest.mark.parametrize(
    ("source", "arn", "shown"),
    [
        ("shop@example.com", "arn:aws:ses:eu-west-1:{}:identity/shop@example.com", ["eu-west-1", "shop@example.com"]),
        (ARN, ARN, ["eu-west-1", ARN]),
    ],
    ids=["address", "arn"],
)
def test_mail_is_sent_by_an_identity_named_by_its_address_or_arn(save_slice, settings, source, arn, shown):
    save_slice("email-configuration", {"provider": "DEVELOPER", "region": "eu-west-1", "source": source})
    changed = UserPool.objects.get()
    assert changed.email_configuration["SourceArn"] == arn.format(settings.ACCOUNT_ID)
    read = slices["email-configuration"].read(changed)
    assert [read["region"], read["source"]] == shown


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("email-configuration", {"provider": "DEVELOPER"}),
        ("email-configuration", {"provider": "COGNITO_DEFAULT", "reply_to": "nobody"}),
        ("email-configuration", {"provider": "COGNITO_DEFAULT", "configuration_set": "a b"}),
        ("email-configuration", {"provider": "DEVELOPER", "source": "arn:aws"}),
        ("email-configuration", {"provider": "DEVELOPER", "source": "shop@example.com", "region": "moon"}),
        ("sms-configuration", {"service": "sns", "role": "no arn"}),
    ],
    ids=["no sender", "reply", "set", "arn", "region", "role"],
)
def test_senders_that_cannot_be_come_back_on_the_form(save_slice, name, data):
    assert save_slice(name, data).context["form"].errors
    changed = UserPool.objects.get()
    assert (changed.email_configuration, changed.sms_configuration) == ({}, {})


@pytest.mark.spec("CON-110", "CON-254")
def test_a_role_to_send_text_messages_with_is_made_up_and_taken_away(save_slice, settings):
    save_slice("sms-configuration", {"service": "sns", "external_id": "shop", "entity": "of the other service"})
    role = f"arn:aws:iam::{settings.ACCOUNT_ID}:role/service-role/people-SMS-Role"
    assert UserPool.objects.get().sms_configuration == {"SnsCallerArn": role, "ExternalId": "shop"}

    save_slice("sms-configuration", {"service": ""})
    assert UserPool.objects.get().sms_configuration == {}


def test_the_sending_identities_that_there_are_are_offered(console, pool):
    identity = SendingIdentity(channel="email", arn=ARN)
    identity.url = "console://"
    identity.save()
    page = console.get(_address(pool, "email-configuration")).content.decode()
    assert f'<option value="{ARN}">' in page
    assert 'list="email-configuration-identities"' in page
