"""What a tag may be."""

import pytest

from pools.actions import tags
from pools.errors import InvalidParameterException


@pytest.mark.spec("API-148", "API-149", "API-150", "API-151", "CON-260")
@pytest.mark.parametrize(
    "fit",
    [
        {},
        {"Stage": "Test", "stage": ""},
        {"k" * 128: "v" * 256},
        {"cost center_.:/=+-@9": "cost center_.:/=+-@9"},
        {"größe": "größer"},
        {f"key {number}": "x" for number in range(50)},
    ],
)
def test_fit_tags_pass(fit):
    tags.check(fit)


@pytest.mark.spec("API-148", "API-149", "API-150", "API-152", "CON-260")
@pytest.mark.parametrize(
    "unfit",
    [
        {"": "x"},
        {"k" * 129: "x"},
        {"key": "v" * 257},
        {"aws:owner": "me"},
        {"AWS:owner": "me"},
        {"key!": "x"},
        {"key": "a,b"},
        {"key": "a\nb"},
        {f"key {number}": "x" for number in range(51)},
    ],
)
def test_unfit_tags_are_refused(unfit):
    with pytest.raises(InvalidParameterException):
        tags.check(unfit)


@pytest.mark.spec("API-373")
def test_a_pool_refuses_unfit_tags_by_a_name_of_their_own(idp, pool, refused):
    with refused("UserPoolTaggingException"):
        idp.update_user_pool(UserPoolId=pool.id, UserPoolTags={"aws:owner": "me"})
