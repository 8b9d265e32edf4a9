"""The slices of how users sign in, in both consoles."""

import pytest
from django.urls import reverse

from pools.caller import Caller
from pools.console.settings_pages import creation
from pools.console.settings_pages.slices import slices
from pools.models import Administrator, UserPool

pytestmark = pytest.mark.one_database

FIXED = ("sign-in-options", "username-requirements", "required-attributes")
OPTIONAL = {"enforcement": "OPTIONAL", "methods": ["totp"]}
SMS = {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "shop"}


def _address(pool, name):
    return reverse("admin:pool_slice", args=[pool.id, name])


def _columns(data, *names, is_original=False):
    """What a pool to be made has by these forms."""
    begun = creation.begin("shop")
    forms = [slices[name](begun, data, is_original=is_original) for name in names]
    assert [form.errors for form in forms] == [{}] * len(names)
    creation.fill(begun, forms)
    return begun.alias_attributes, begun.username_attributes, begun.case_sensitive


@pytest.mark.spec("CON-40", "CON-49", "CON-53", "CON-55", "CON-56", "CON-60")
@pytest.mark.parametrize(
    ("data", "aliases", "names", "case_sensitive"),
    [
        ({"options": ["username"]}, [], [], False),
        ({"options": ["username", "email"], "preferred": "on"}, ["email", "preferred_username"], [], False),
        ({"options": ["email", "phone_number"], "case_sensitive": "on"}, [], ["email", "phone_number"], True),
    ],
    ids=["user name", "aliases", "contacts"],
)
def test_the_new_console_s_options_make_aliases_or_user_names(data, aliases, names, case_sensitive):
    assert _columns(data, "sign-in-options", "username-requirements") == (aliases, names, case_sensitive)


@pytest.mark.spec("CON-52", "CON-54")
@pytest.mark.parametrize(
    ("data", "aliases", "names"),
    [
        ({"kind": "username", "also": ["email", "preferred_username"]}, ["email", "preferred_username"], []),
        ({"kind": "contact", "contact": "phone_number"}, [], ["phone_number"]),
        ({"kind": "contact", "contact": "both", "also": ["email"]}, [], ["email", "phone_number"]),
    ],
    ids=["user name", "one", "both"],
)
def test_the_original_console_asks_for_the_same_in_its_words(data, aliases, names):
    made = _columns(data, "sign-in-options", "username-requirements", is_original=True)
    assert made == (aliases, names, False)


def test_an_address_as_user_name_is_said_which(db):
    form = slices["sign-in-options"](creation.begin("shop"), {"kind": "contact"}, is_original=True)
    assert form.errors["contact"]


@pytest.mark.spec("CON-26", "CON-35", "CON-36", "CON-49")
@pytest.mark.parametrize("name", FIXED)
def test_what_is_fixed_says_why_and_has_no_form(console, pool, name):
    page = "sign-up-experience" if name == "required-attributes" else "sign-in-experience"
    shown = console.get(reverse("admin:pool_settings", args=[pool.id, page])).content.decode()
    assert str(slices[name].fixed_because) in shown
    assert _address(pool, name) not in shown
    assert console.post(_address(pool, name), {"confirmed": "1"}).status_code == 404


@pytest.mark.spec("CON-141", "CON-142", "CON-143", "CON-146", "CON-261")
@pytest.mark.parametrize(
    ("remember", "configuration"),
    [
        ("always", {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False}),
        ("opt-in", {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": True}),
        ("no", {}),
    ],
)
def test_devices_are_remembered_as_the_choice_says(save_slice, remember, configuration):
    UserPool.objects.update(device_configuration={"DeviceOnlyRememberedOnUserPrompt": False})
    save_slice("device-tracking", {"remember": remember, "suppress_mfa": "on"})
    assert UserPool.objects.get().device_configuration == configuration


@pytest.mark.spec("CON-253")
@pytest.mark.parametrize(
    ("method", "names"),
    [
        ("email", ["verified_email"]),
        ("phone-email", ["verified_phone_number", "verified_email"]),
        ("admin", ["admin_only"]),
    ],
)
def test_recovery_is_by_what_is_chosen_in_its_order(save_slice, console, pool, method, names):
    save_slice("account-recovery", {"method": method})
    mechanisms = UserPool.objects.get().account_recovery_setting["RecoveryMechanisms"]
    assert mechanisms == [{"Priority": place, "Name": name} for place, name in enumerate(names, 1)]

    save_slice("account-recovery", {"method": ""})
    assert UserPool.objects.get().account_recovery_setting == {}


@pytest.mark.spec("SEC-279", "CON-118")
def test_mfa_is_required_by_text_message_with_a_text_of_its_own(save_slice):
    UserPool.objects.update(sms_configuration=SMS, web_authn_configuration={"UserVerification": "required"})
    save_slice("mfa", {"enforcement": "ON", "methods": ["sms", "totp"], "sms_message": "Shop code: {####}"})
    changed = UserPool.objects.get()
    assert (changed.mfa_configuration, changed.sms_authentication_message) == ("ON", "Shop code: {####}")
    assert changed.software_token_mfa_configuration == {"Enabled": True}
    assert changed.sms_mfa_configuration == {"SmsConfiguration": SMS}
    # what the form does not show
    assert (changed.sms_configuration, changed.web_authn_configuration) == (SMS, {"UserVerification": "required"})


def test_without_mfa_there_are_no_factors(save_slice, console, pool):
    save_slice("mfa", OPTIONAL)
    review = console.post(_address(pool, "mfa"), OPTIONAL | {"enforcement": "OFF"})
    assert [(line.before, line.after) for line in review.context["differences"]] == [
        ("Optional MFA", "No MFA"),
        ("Authenticator apps", "–"),
    ]
    save_slice("mfa", OPTIONAL | {"enforcement": "OFF"})
    changed = UserPool.objects.get()
    assert (changed.mfa_configuration, changed.software_token_mfa_configuration) == ("OFF", {})


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"enforcement": "ON"}, "disable all MFAs"),
        ({"enforcement": "ON", "methods": ["sms"]}, "SmsConfiguration is required"),
        (OPTIONAL | {"sms_message": "no place"}, "It must contain {####}"),
        (OPTIONAL | {"sms_message": "{####}" + "a" * 135}, "at most 140 characters"),
    ],
    ids=["no factor", "no role", "no place", "long"],
)
def test_factors_that_cannot_be_come_back_on_the_form(console, pool, data, message):
    page = console.post(_address(pool, "mfa"), data).content.decode()
    assert message in page
    assert "Confirm changes" not in page


def test_others_changed_the_factors_meanwhile(save_slice, console, pool):
    seen = console.get(_address(pool, "mfa")).context["form"].seen
    save_slice("mfa", OPTIONAL)
    answer = save_slice("mfa", {"enforcement": "OFF"}, seen=seen)
    assert "Somebody else has changed these settings" in answer.content.decode()
    assert UserPool.objects.get().mfa_configuration == "OPTIONAL"


@pytest.mark.spec("SEC-285")
@pytest.mark.parametrize(
    ("domain", "tier"), [("no domain", "ESSENTIALS"), ("auth.example", "LITE")], ids=["domain", "plan"]
)
def test_passkeys_that_cannot_be_come_back_on_the_form(save_slice, domain, tier):
    UserPool.objects.update(user_pool_tier=tier)
    data = {"domain": domain, "verification": "required", "factor": "MULTI_FACTOR_WITH_USER_VERIFICATION"}
    assert save_slice("passkeys", data).context["form"].errors
    assert UserPool.objects.get().web_authn_configuration == {}


def test_factors_need_a_permission_of_their_own(console_of, pool):
    reader = console_of("cognito-idp:DescribeUserPool", "cognito-idp:UpdateUserPool")
    page = reader.get(reverse("admin:pool_settings", args=[pool.id, "sign-in-experience"])).content.decode()
    assert _address(pool, "password-policy") in page
    assert _address(pool, "mfa") not in page
    assert reader.post(_address(pool, "mfa"), OPTIONAL | {"confirmed": "1"}).status_code == 403


@pytest.mark.spec("CON-15", "CON-141")
@pytest.mark.parametrize(
    ("part", "labels"),
    [
        ("attributes", ["How do you want your end users to sign-in?", "Do you want to add custom attributes?"]),
        (
            "policies",
            ["What password strength do you want to require?", "Do you want to allow users to sign themselves"],
        ),
        ("mfa-and-verifications", ["Do you want to enable Multi-Factor Authentication (MFA)?", "Required"]),
        ("devices", ["Do you want to remember your user", "User Opt-In", ">No<"]),
        ("tags", ["Do you want to add tags", "Add tag", "Tag key", "Tag value"]),
        ("message-customizations", ["Do you want to customize your email address?", "FROM email address ARN"]),
        ("advanced-security", ["Do you want to enable advanced security features"]),
        ("pool-properties", ["What do you want to name your user pool?"]),
    ],
)
def test_the_original_console_has_its_pages_with_its_words(console, pool, part, labels):
    Administrator.objects.update(console="original")
    page = console.get(reverse("admin:pool_settings", args=[pool.id, part])).content.decode()
    page = page.replace("&#x27;", "'")
    assert [label for label in labels if label not in page] == []
    assert "Save changes" in page


def test_a_new_pool_has_the_factors_of_its_form(db, quick_keys):
    begun = creation.begin("shop")
    data = {"sms-service": "sns", **{f"mfa-{name}": value for name, value in (OPTIONAL | {"methods": ["sms"]}).items()}}
    forms = [slices["sms-configuration"](begun, data, prefix="sms"), slices["mfa"](begun, data, prefix="mfa")]
    assert [form.errors for form in forms] == [{}, {}]
    made = creation.create(begun, forms, caller=Caller())
    assert made.mfa_configuration == "OPTIONAL"
    assert made.sms_configuration["SnsCallerArn"].endswith(":role/service-role/shop-SMS-Role")
