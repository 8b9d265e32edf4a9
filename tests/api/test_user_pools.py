"""CreateUserPool and its siblings, through the SDK."""

import datetime

import pytest
import time_machine
from django.core.management import CommandError, call_command

from pools.actions import app_clients, user_pools
from pools.models import AuditEvent, Domain, User, UserPool
from tests.conftest import PASSWORD

EVERYTHING = {
    "Policies": {
        "PasswordPolicy": {
            "MinimumLength": 12,
            "RequireUppercase": False,
            "RequireLowercase": True,
            "RequireNumbers": True,
            "RequireSymbols": False,
            "PasswordHistorySize": 3,
            "TemporaryPasswordValidityDays": 2,
        },
        "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]},
    },
    "DeletionProtection": "ACTIVE",
    "LambdaConfig": {
        "PreSignUp": "arn:aws:lambda:us-east-1:123456789012:function:check",
        "PreTokenGeneration": "arn:aws:lambda:us-east-1:123456789012:function:claims",
        "PreTokenGenerationConfig": {
            "LambdaVersion": "V2_0",
            "LambdaArn": "arn:aws:lambda:us-east-1:123456789012:function:claims",
        },
        "CustomEmailSender": {
            "LambdaVersion": "V1_0",
            "LambdaArn": "arn:aws:lambda:us-east-1:123456789012:function:send",
        },
        "KMSKeyID": "arn:aws:kms:us-east-1:123456789012:key/1234",
    },
    "AutoVerifiedAttributes": ["email"],
    "SmsVerificationMessage": "Your code is {####}",
    "EmailVerificationMessage": "Your code is {####}",
    "EmailVerificationSubject": "Your code",
    "VerificationMessageTemplate": {
        "SmsMessage": "Your code is {####}",
        "EmailSubject": "Your code",
        "EmailMessageByLink": "Press {##here##}",
        "EmailSubjectByLink": "Your link",
        "DefaultEmailOption": "CONFIRM_WITH_LINK",
    },
    "SmsAuthenticationMessage": "Sign in with {####}",
    "MfaConfiguration": "OPTIONAL",
    "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
    "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": False},
    "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT", "ReplyToEmailAddress": "help@example.com"},
    "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "x"},
    "UserPoolTags": {"team": "identity"},
    "AdminCreateUserConfig": {
        "AllowAdminCreateUserOnly": True,
        "UnusedAccountValidityDays": 2,
        "InviteMessageTemplate": {"EmailMessage": "{username} {####}", "EmailSubject": "Welcome"},
    },
    "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"},
    "AccountRecoverySetting": {"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_email"}]},
    "UserPoolTier": "PLUS",
    "KeyConfiguration": {"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/1234"},
    "IssuerConfiguration": {"Type": "UPDATED"},
    "AcrConfiguration": {
        "Level1": {"AcrValue": "urn:cognito:loa:1"},
        "Level2": {"AcrValue": "https://example.com/loa/2"},
        "Level3": {"AcrValue": "urn:cognito:loa:3"},
        "Level4": {"AcrValue": "urn:cognito:loa:4"},
    },
    "DcrConfiguration": {"EnableStatus": "Enabled", "OpenDcrEnabled": True, "OpenDcrGrantTypes": ["code"]},
}


@pytest.fixture(autouse=True)
def _quick(quick_keys):
    pass


@pytest.fixture
def made(idp):
    return idp.create_user_pool(PoolName="people")["UserPool"]


@pytest.mark.spec("APP-256")
def test_a_pool_needs_only_a_name(made):
    assert made["Id"].startswith("us-east-1_")
    assert made["Arn"] == f"arn:aws:cognito-idp:us-east-1:000000000000:userpool/{made['Id']}"
    assert made["Name"] == "people"
    assert made["UserPoolTier"] == "ESSENTIALS"


@pytest.mark.spec("CON-97", "SEC-257")
def test_what_is_left_out_has_the_documented_default(made):
    assert made["Policies"]["PasswordPolicy"]["MinimumLength"] == 8
    assert made["DeletionProtection"] == "INACTIVE"
    assert made["MfaConfiguration"] == "OFF"
    assert made["EmailConfiguration"] == {"EmailSendingAccount": "COGNITO_DEFAULT"}
    assert made["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": False, "UnusedAccountValidityDays": 7}
    assert made["VerificationMessageTemplate"] == {"DefaultEmailOption": "CONFIRM_WITH_CODE"}
    assert made["EstimatedNumberOfUsers"] == 0
    assert "UsernameConfiguration" not in made


@pytest.mark.spec("APP-97", "APP-98", "CON-238")
def test_what_describe_shows_update_takes_without_loss(idp, made):
    idp.update_user_pool(UserPoolId=made["Id"], **EVERYTHING)
    shown = idp.describe_user_pool(UserPoolId=made["Id"])["UserPool"]
    settings = {name: shown[name] for name in EVERYTHING}

    idp.update_user_pool(UserPoolId=made["Id"], **settings)

    assert settings == EVERYTHING
    again = idp.describe_user_pool(UserPoolId=made["Id"])["UserPool"]
    assert {name: again[name] for name in EVERYTHING} == EVERYTHING


@pytest.mark.spec("TRG-17", "CON-238", "APP-96")
def test_update_returns_what_is_left_out_to_its_default(idp, made):
    idp.update_user_pool(UserPoolId=made["Id"], **EVERYTHING)
    idp.update_user_pool(UserPoolId=made["Id"])

    shown = idp.describe_user_pool(UserPoolId=made["Id"])["UserPool"]
    replaced = EVERYTHING.keys() - {"DcrConfiguration"}
    assert shown["LambdaConfig"] == {}
    assert {name: shown.get(name) for name in replaced} == {name: made.get(name) for name in replaced}


@pytest.mark.spec("APP-89", "CON-19")
def test_update_renames_only_when_told(idp, made):
    idp.update_user_pool(UserPoolId=made["Id"], PoolName="customers")
    idp.update_user_pool(UserPoolId=made["Id"])

    assert idp.describe_user_pool(UserPoolId=made["Id"])["UserPool"]["Name"] == "customers"


@pytest.mark.spec("APP-90", "APP-92", "SEC-260", "APP-91")
def test_update_changes_neither_sign_in_names_nor_schema(wire, made):
    fixed = {"UsernameAttributes": ["email"], "UsernameConfiguration": {"CaseSensitive": False}, "Schema": [{}]}
    assert wire("UpdateUserPool", {"UserPoolId": made["Id"], **fixed}).status_code == 200

    pool = UserPool.objects.get(id=made["Id"])
    assert (pool.username_attributes, pool.schema, pool.case_sensitive) == ([], [], True)


@pytest.mark.spec("SEC-257", "CON-41")
def test_capitals_may_be_told_not_to_matter(idp):
    made = idp.create_user_pool(PoolName="people", UsernameConfiguration={"CaseSensitive": False})["UserPool"]

    assert made["UsernameConfiguration"] == {"CaseSensitive": False}
    assert not UserPool.objects.get(id=made["Id"]).case_sensitive


@pytest.mark.spec("SEC-280")
@pytest.mark.parametrize(
    "settings",
    [
        {"MfaConfiguration": "ON"},
        {"MfaConfiguration": "OPTIONAL"},
        {"UsernameAttributes": ["email"], "AliasAttributes": ["email"]},
        {
            "Policies": {"PasswordPolicy": {"TemporaryPasswordValidityDays": 3}},
            "AdminCreateUserConfig": {"UnusedAccountValidityDays": 4},
        },
        {"AccountRecoverySetting": {"RecoveryMechanisms": [{"Priority": 1, "Name": "admin_only"}] * 2}},
    ],
)
def test_settings_that_do_not_go_together_are_refused(idp, refused, settings):
    with refused("InvalidParameterException"):
        idp.create_user_pool(PoolName="people", **settings)


@pytest.mark.spec("USR-256", "CON-250")
def test_the_older_place_for_temporary_passwords_fills_the_policy(idp):
    made = idp.create_user_pool(PoolName="people", AdminCreateUserConfig={"UnusedAccountValidityDays": 3})["UserPool"]

    assert made["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"] == 3


def test_a_deleted_pool_is_gone_with_its_clients(idp, app, refused):
    idp.delete_user_pool(UserPoolId=app.pool_id)

    with refused("ResourceNotFoundException"):
        idp.describe_user_pool(UserPoolId=app.pool_id)
    assert app_clients.find_app_client(app.client_id) is None
    assert idp.list_user_pools(MaxResults=10)["UserPools"] == []


@pytest.mark.spec("APP-258")
def test_tokens_of_a_deleted_pool_open_nothing(idp, app, alice, refused):
    signed_in = idp.initiate_auth(
        ClientId=app.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "alice", "PASSWORD": PASSWORD},
    )["AuthenticationResult"]
    idp.delete_user_pool(UserPoolId=app.pool_id)

    with refused("NotAuthorizedException"):
        idp.get_user(AccessToken=signed_in["AccessToken"])
    with refused("ResourceNotFoundException"):
        idp.initiate_auth(
            ClientId=app.client_id,
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": signed_in["RefreshToken"]},
        )


@pytest.mark.spec("APP-258", "CON-98")
def test_deletion_protection_protects(idp, refused):
    made = idp.create_user_pool(PoolName="people", DeletionProtection="ACTIVE")["UserPool"]

    with refused("InvalidParameterException"):
        idp.delete_user_pool(UserPoolId=made["Id"])
    assert idp.describe_user_pool(UserPoolId=made["Id"])


@pytest.mark.spec("APP-80")
def test_a_pool_with_a_domain_is_not_deleted(idp, pool, refused):
    Domain.objects.create(domain="people", pool=pool)

    with refused("InvalidParameterException") as refusal:
        idp.delete_user_pool(UserPoolId=pool.id)
    assert refusal.message == ("User pool cannot be deleted. It has a domain configured that should be deleted first.")


@pytest.mark.spec("CON-251")
def test_a_deleted_pool_is_unusable_until_its_operator_restores_it(idp, app, alice, refused):
    idp.delete_user_pool(UserPoolId=app.pool_id)
    with refused("ResourceNotFoundException"):
        idp.admin_get_user(UserPoolId=app.pool_id, Username="alice")

    call_command("pool", app.pool_id, "--restore")

    assert idp.admin_get_user(UserPoolId=app.pool_id, Username="alice")["Username"] == "alice"
    with time_machine.travel(datetime.timedelta(days=15)):
        user_pools.erase_deleted_pools()
        assert User.objects.exists()
        idp.delete_user_pool(UserPoolId=app.pool_id)
    with time_machine.travel(datetime.timedelta(days=30)), pytest.raises(CommandError, match="restored"):
        call_command("pool", app.pool_id, "--restore")


@pytest.mark.spec("APP-258", "CON-251")
def test_a_deleted_pool_is_erased_after_fourteen_days(idp, pool, alice):
    idp.delete_user_pool(UserPoolId=pool.id)
    user_pools.erase_deleted_pools()
    assert User.objects.count() == 1

    with time_machine.travel(datetime.timedelta(days=14, minutes=1)):
        user_pools.erase_deleted_pools()
    assert not User.objects.exists()
    assert not UserPool.with_deleted.exists()


def test_pools_are_listed_in_pages(idp):
    made = {idp.create_user_pool(PoolName=f"pool {number}")["UserPool"]["Id"] for number in range(3)}

    first = idp.list_user_pools(MaxResults=2)
    second = idp.list_user_pools(MaxResults=2, NextToken=first["NextToken"])

    assert len(first["UserPools"]) == 2
    assert {pool["Id"] for pool in first["UserPools"] + second["UserPools"]} == made
    assert "NextToken" not in second


def test_a_made_up_page_token_is_refused(idp, refused):
    with refused("InvalidParameterException"):
        idp.list_user_pools(MaxResults=2, NextToken="page-2")


def test_every_change_of_a_pool_is_in_the_audit_log(idp, made):
    idp.update_user_pool(UserPoolId=made["Id"])
    idp.delete_user_pool(UserPoolId=made["Id"])

    events = AuditEvent.objects.filter(pool_id=made["Id"]).order_by("created_at")
    assert [event.name for event in events] == ["CreateUserPool", "UpdateUserPool", "DeleteUserPool"]
    assert {event.actor for event in events} == {"arn:aws:iam::000000000000:user/root"}
