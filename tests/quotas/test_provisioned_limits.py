"""GetProvisionedLimit and UpdateProvisionedLimit."""

import pytest

from pools.models import AuditEvent, Quota

pytestmark = pytest.mark.spec("API-375")


def limit(category):
    return {"LimitClass": "API_CATEGORY", "Attributes": {"Category": category}}


@pytest.mark.django_db
def test_at_first_a_limit_is_the_free_one(idp):
    answer = idp.get_provisioned_limit(LimitDefinition=limit("UserRead"))["Limit"]

    assert answer == {
        "LimitDefinition": limit("UserRead"),
        "ProvisionedLimitValue": 120,
        "FreeLimitValue": 120,
    }


@pytest.mark.parametrize("value", [120, 240, 1200])
@pytest.mark.django_db
def test_a_limit_is_set_between_the_default_and_the_maximum(idp, value):
    updated = idp.update_provisioned_limit(LimitDefinition=limit("UserRead"), RequestedLimitValue=value)["Limit"]

    assert (updated["ProvisionedLimitValue"], updated["FreeLimitValue"]) == (value, 120)
    assert idp.get_provisioned_limit(LimitDefinition=limit("UserRead"))["Limit"] == updated


@pytest.mark.parametrize(("category", "value"), [("UserRead", 119), ("UserRead", 1201), ("UserUpdate", 26)])
@pytest.mark.django_db
def test_a_limit_beyond_is_refused(idp, refused, category, value):
    with refused("ServiceQuotaExceededException") as refusal:
        idp.update_provisioned_limit(LimitDefinition=limit(category), RequestedLimitValue=value)

    assert refusal.status == 400
    assert not Quota.objects.exists()


@pytest.mark.parametrize("operation", ["get_provisioned_limit", "update_provisioned_limit"])
@pytest.mark.parametrize(
    ("definition", "error"),
    [
        (limit("Nonsense"), "ResourceNotFoundException"),
        ({"LimitClass": "API_CATEGORY", "Attributes": {}}, "InvalidParameterException"),
        ({"LimitClass": "Else", "Attributes": {"Category": "UserRead"}}, "InvalidParameterException"),
    ],
)
@pytest.mark.django_db
def test_what_names_no_limit_is_refused(idp, refused, operation, definition, error):
    value = {"RequestedLimitValue": 120} if operation.startswith("update") else {}
    with refused(error):
        getattr(idp, operation)(LimitDefinition=definition, **value)


@pytest.mark.django_db
def test_a_changed_limit_is_on_record(idp):
    idp.update_provisioned_limit(LimitDefinition=limit("UserRead"), RequestedLimitValue=200)
    event = AuditEvent.objects.get(name="UpdateProvisionedLimit")

    assert event.detail == {"region": "us-east-1", "quota": "UserRead", "value": 200}
