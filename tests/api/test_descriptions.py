"""What is described right after it was made, read in every place that tells it."""

import pytest

from tests.every_option import CLIENT, OTHER_CLIENT, OTHER_POOL, POOL

pools = pytest.mark.parametrize("options", [POOL, OTHER_POOL], ids=["everything", "the rest"])
clients = pytest.mark.parametrize("options", [CLIENT, OTHER_CLIENT], ids=["everything", "the rest"])


@pytest.fixture(autouse=True)
def _quick(quick_keys):
    pass


@pools
def test_a_new_pool_is_described_as_its_making_answered(idp, options):
    made = idp.create_user_pool(**options)["UserPool"]

    assert idp.describe_user_pool(UserPoolId=made["Id"])["UserPool"] == made


@pytest.mark.spec("APP-97", "APP-98")
@pools
def test_the_description_of_a_pool_updates_it_to_what_it_is(idp, options):
    made = idp.create_user_pool(**options)["UserPool"]
    taken = idp.meta.service_model.shape_for("UpdateUserPoolRequest").members.keys() & made.keys()

    idp.update_user_pool(UserPoolId=made["Id"], **{name: made[name] for name in taken})

    described = idp.describe_user_pool(UserPoolId=made["Id"])["UserPool"]
    assert described | {"LastModifiedDate": None} == made | {"LastModifiedDate": None}


def test_the_tags_of_a_pool_are_those_it_was_made_with(idp):
    made = idp.create_user_pool(**POOL)["UserPool"]

    assert idp.list_tags_for_resource(ResourceArn=made["Arn"])["Tags"] == POOL["UserPoolTags"] == made["UserPoolTags"]


def test_the_mfa_configuration_agrees_with_the_pool(idp):
    made = idp.create_user_pool(**POOL)["UserPool"]

    config = idp.get_user_pool_mfa_config(UserPoolId=made["Id"])

    assert config["MfaConfiguration"] == made["MfaConfiguration"]
    assert config["SmsMfaConfiguration"] == {
        "SmsAuthenticationMessage": made["SmsAuthenticationMessage"],
        "SmsConfiguration": made["SmsConfiguration"],
    }


@clients
def test_a_new_app_client_is_described_as_its_making_answered(idp, options):
    pool_id = idp.create_user_pool(**POOL)["UserPool"]["Id"]
    made = idp.create_user_pool_client(UserPoolId=pool_id, **options)["UserPoolClient"]

    described = idp.describe_user_pool_client(UserPoolId=pool_id, ClientId=made["ClientId"])["UserPoolClient"]

    assert described == made


@clients
def test_the_description_of_an_app_client_updates_it_to_what_it_is(idp, options):
    pool_id = idp.create_user_pool(**POOL)["UserPool"]["Id"]
    made = idp.create_user_pool_client(UserPoolId=pool_id, **options)["UserPoolClient"]
    taken = idp.meta.service_model.shape_for("UpdateUserPoolClientRequest").members.keys() & made.keys()

    idp.update_user_pool_client(**{name: made[name] for name in taken})

    described = idp.describe_user_pool_client(UserPoolId=pool_id, ClientId=made["ClientId"])["UserPoolClient"]
    assert described | {"LastModifiedDate": None} == made | {"LastModifiedDate": None}
