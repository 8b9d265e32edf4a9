"""Identity providers by the REST API."""

import pytest

from federation.models import IdentityProvider
from pools.actions import api_tokens
from tests.conftest import CALLER
from tests.rest.conftest import Rest

pytestmark = pytest.mark.one_database

GOOGLE = {"client_id": "id-1", "client_secret": "secret-1", "authorize_scopes": "openid email"}
NEW = {"provider_name": "Google", "provider_type": "Google", "provider_details": GOOGLE}


@pytest.fixture
def rest(root_key):
    return Rest(api_tokens.create_api_token(root_key.owner, "script", caller=CALLER)[1])


def test_a_provider_is_made_found_changed_and_deleted(rest, pool):
    made = rest.post(f"pools/{pool.id}/identity-providers", NEW | {"idp_identifiers": ["shop.example"]})
    address = f"pools/{pool.id}/identity-providers/Google"
    found = rest.get(f"pools/{pool.id}/identity-provider-identifiers/shop.example").json()
    changed = rest.patch(address, {"attribute_mapping": {"email": "email"}}).json()
    (listed,) = rest.get(f"pools/{pool.id}/identity-providers").json()["results"]

    assert made.status_code == 201
    assert found == made.json()
    assert changed["attribute_mapping"] == {"email": "email"}
    assert changed["provider_details"]["token_url"] == "https://www.googleapis.com/oauth2/v4/token"
    assert listed == {name: changed[name] for name in listed}
    assert rest.post(f"pools/{pool.id}/identity-providers", NEW).status_code == 409
    assert rest.delete(address).status_code == 204
    assert rest.get(address).status_code == 404


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"provider_type": "Twitter"}, 400),
        ({"provider_name": "two words"}, 400),
        ({"provider_details": GOOGLE | {"client_id": "\0"}}, 422),
        ({"attribute_mapping": {"email": "\0"}}, 422),
        ({"attribute_mapping": {"email\ud800": "x"}}, 422),
        ({"idp_identifiers": ["a/b"]}, 400),
        ({"colour": "red"}, 400),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused(rest, pool, change, status):
    assert rest.post(f"pools/{pool.id}/identity-providers", NEW | change).status_code in (400, status)
    assert not IdentityProvider.objects.exists()
