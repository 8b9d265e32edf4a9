"""Which attributes a pool gives its users, through the SDK."""

import pytest

from pools.actions import schema
from pools.models import AuditEvent, UserPool
from tests.conftest import CALLER, PASSWORD


@pytest.fixture(autouse=True)
def _quick(quick_keys):
    pass


@pytest.fixture
def create(idp):
    def make(*attributes):
        return idp.create_user_pool(PoolName="people", Schema=list(attributes))["UserPool"]

    return make


@pytest.fixture
def add(idp, pool):
    """Adds custom attributes to the pool and gives those it now has, by name."""

    def add_to_pool(*attributes):
        idp.add_custom_attributes(UserPoolId=pool.id, CustomAttributes=list(attributes))
        return custom(idp.describe_user_pool(UserPoolId=pool.id)["UserPool"])

    return add_to_pool


def text(name="tier", **members):
    return {"Name": name, "AttributeDataType": "String", **members}


def number(name="tier", **members):
    return {"Name": name, "AttributeDataType": "Number", **members}


def custom(described):
    return {each["Name"]: each for each in described["SchemaAttributes"] if ":" in each["Name"]}


@pytest.mark.spec("CON-23", "CON-24", "CON-25")
def test_the_standard_attributes_are_always_there(idp):
    made = idp.create_user_pool(PoolName="people")["UserPool"]
    by_name = {attribute["Name"]: attribute for attribute in made["SchemaAttributes"]}

    assert len(by_name) == 20
    assert by_name["sub"]["Required"]
    assert by_name["email"]["StringAttributeConstraints"] == {"MinLength": "0", "MaxLength": "2048"}
    assert by_name["birthdate"]["StringAttributeConstraints"] == {"MinLength": "10", "MaxLength": "10"}
    assert by_name["updated_at"]["NumberAttributeConstraints"] == {"MinValue": "0"}
    assert by_name["email_verified"]["AttributeDataType"] == "Boolean"


@pytest.mark.spec("CON-26", "APP-92")
def test_a_standard_attribute_may_be_required_and_bounded(create):
    email = {"Name": "email", "Required": True, "Mutable": False, "StringAttributeConstraints": {"MaxLength": "64"}}
    by_name = {attribute["Name"]: attribute for attribute in create(email)["SchemaAttributes"]}

    assert by_name["email"] == email | {"AttributeDataType": "String", "DeveloperOnlyAttribute": False}


@pytest.mark.spec("CON-244", "CON-73")
def test_custom_attributes_get_their_prefix(create):
    tier = number(NumberAttributeConstraints={"MaxValue": "5"})
    made = create(tier, text("note", DeveloperOnlyAttribute=True, Mutable=False))

    assert list(custom(made).values()) == [
        tier | {"Name": "custom:tier", "DeveloperOnlyAttribute": False, "Mutable": True, "Required": False},
        {
            "Name": "dev:note",
            "AttributeDataType": "String",
            "DeveloperOnlyAttribute": True,
            "Mutable": False,
            "Required": False,
            "StringAttributeConstraints": {},
        },
    ]


@pytest.mark.spec("CON-244")
@pytest.mark.parametrize(
    ("kind", "constraints"),
    [
        ("String", {"StringAttributeConstraints": {}}),
        ("Number", {"NumberAttributeConstraints": {}}),
        ("Boolean", {}),
        ("DateTime", {}),
    ],
)
def test_an_attribute_without_bounds_shows_that_it_has_none(create, kind, constraints):
    shown = custom(create({"Name": "tier", "AttributeDataType": kind}))["custom:tier"]

    assert {name: value for name, value in shown.items() if name.endswith("Constraints")} == constraints


def test_a_prefix_is_put_before_any_name(create):
    assert list(custom(create(text("custom:tier"), text("a:b")))) == ["custom:custom:tier", "custom:a:b"]


@pytest.mark.spec("CON-66", "CON-68", "CON-69", "CON-70", "CON-241", "CON-244")
@pytest.mark.parametrize(
    "attributes",
    [
        [text(Required=True)],
        [text(), number()],
        [{"Name": "email"}, {"Name": "email"}],
        [{"Name": "email", "AttributeDataType": "Number"}],
        [{"Name": "email", "DeveloperOnlyAttribute": True}],
        [{"Name": "sub", "Mutable": True}],
        [{"Name": "tier"}],
        [{"AttributeDataType": "Number"}],
        [text("t" * 21)],
        [text("my tier")],
        [text(StringAttributeConstraints={"MaxLength": "2049"})],
        [text(StringAttributeConstraints={"MinLength": "-1"})],
        [text(StringAttributeConstraints={"MinLength": "5", "MaxLength": "4"})],
        [number(NumberAttributeConstraints={"MinValue": "5", "MaxValue": "4"})],
        [number(NumberAttributeConstraints={"MinValue": "five"})],
        [number(NumberAttributeConstraints={"MaxValue": "9" * 310})],
        [number(NumberAttributeConstraints={"MaxValue": "٣"})],
        [text(f"tier{place}") for place in range(51)],
    ],
)
def test_a_schema_that_cannot_be_is_refused(create, refused, attributes):
    with refused("InvalidParameterException"):
        create(*attributes)

    assert not UserPool.objects.exists()


@pytest.mark.spec("APP-94", "CON-70", "CON-244")
def test_custom_attributes_are_added_to_what_there_is(create, idp):
    pool_id = create({"Name": "email", "Required": True}, text())["Id"]

    idp.add_custom_attributes(UserPoolId=pool_id, CustomAttributes=[number("age")])

    shown = idp.describe_user_pool(UserPoolId=pool_id)["UserPool"]
    assert list(custom(shown)) == ["custom:tier", "custom:age"]
    assert {each["Name"] for each in shown["SchemaAttributes"] if each["Required"]} == {"sub", "email"}


def test_a_custom_attribute_may_be_called_as_a_standard_one(add):
    assert list(add(text("email"))) == ["custom:email"]


@pytest.mark.spec("CON-70")
def test_a_custom_attribute_is_not_added_twice(add, refused):
    add(text())

    with refused("InvalidParameterException") as refusal:
        add(text("other"), number())
    assert refusal.message == "custom:tier: Existing attribute already has name custom:tier."
    assert list(UserPool.objects.get().attribute_schema)[20:] == ["custom:tier"]


@pytest.mark.spec("APP-94", "API-197")
def test_twenty_five_are_added_at_once_and_fifty_in_all(add, refused):
    add(*(text(f"a{place}") for place in range(25)))
    add(*(text(f"b{place}") for place in range(25)))

    with refused("InvalidParameterException"):
        add(text())
    with refused("InvalidParameterException"):
        add(*(text(f"c{place}") for place in range(26)))


def test_who_added_what_is_in_the_audit_log(add, root_key):
    add(text(), number("age"))

    event = AuditEvent.objects.get(name="AddCustomAttributes")
    assert event.detail == {"attributes": ["custom:tier", "custom:age"]}
    assert event.actor == "arn:aws:iam::000000000000:user/root"


@pytest.mark.spec("CON-78")
def test_clients_are_told_of_a_new_attribute(idp, app, add, alice, refused):
    add(text())
    tokens = idp.initiate_auth(
        ClientId=app.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "alice", "PASSWORD": PASSWORD},
    )["AuthenticationResult"]
    gold = [{"Name": "custom:tier", "Value": "gold"}]

    with refused("NotAuthorizedException"):
        idp.update_user_attributes(AccessToken=tokens["AccessToken"], UserAttributes=gold)

    idp.update_user_pool_client(
        UserPoolId=app.pool_id,
        ClientId=app.client_id,
        ReadAttributes=["custom:tier"],
        WriteAttributes=["custom:tier"],
    )
    idp.update_user_attributes(AccessToken=tokens["AccessToken"], UserAttributes=gold)
    assert gold[0] in idp.get_user(AccessToken=tokens["AccessToken"])["UserAttributes"]


@pytest.mark.spec("CON-244", "CON-76")
@pytest.mark.parametrize("member", ["ReadAttributes", "WriteAttributes"])
def test_what_only_developers_may_know_is_for_no_client(idp, app, add, refused, member):
    add(text("note", DeveloperOnlyAttribute=True))

    with refused("InvalidParameterException"):
        idp.update_user_pool_client(UserPoolId=app.pool_id, ClientId=app.client_id, **{member: ["dev:note"]})


@pytest.mark.spec("CON-244")
def test_what_only_developers_may_know_they_set_and_see(idp, app, add, alice, refused):
    add(text("note", DeveloperOnlyAttribute=True))
    note = {"Name": "dev:note", "Value": "likes tea"}
    idp.admin_update_user_attributes(UserPoolId=app.pool_id, Username="alice", UserAttributes=[note])

    tokens = idp.initiate_auth(
        ClientId=app.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "alice", "PASSWORD": PASSWORD},
    )["AuthenticationResult"]

    assert note in idp.admin_get_user(UserPoolId=app.pool_id, Username="alice")["UserAttributes"]
    assert note not in idp.get_user(AccessToken=tokens["AccessToken"])["UserAttributes"]
    with refused("NotAuthorizedException"):
        idp.update_user_attributes(AccessToken=tokens["AccessToken"], UserAttributes=[note])


@pytest.mark.spec("CON-72")
def test_an_immutable_attribute_is_set_at_creation_alone(idp, pool, add, refused):
    add(text(Mutable=False))
    gold, iron = ({"Name": "custom:tier", "Value": value} for value in ("gold", "iron"))
    idp.admin_create_user(UserPoolId=pool.id, Username="carol", UserAttributes=[gold])

    with refused("InvalidParameterException"):
        idp.admin_update_user_attributes(UserPoolId=pool.id, Username="carol", UserAttributes=[iron])
    assert gold in idp.admin_get_user(UserPoolId=pool.id, Username="carol")["UserAttributes"]


def test_the_pool_at_hand_knows_what_was_added(pool):
    before = set(pool.attribute_schema)

    schema.add_custom_attributes(pool, [number("age")], caller=CALLER)

    assert set(pool.attribute_schema) - before == {"custom:age"}
