"""What messages say to users of one language, by the REST API."""

import pytest

from pools.models import MessageTranslation

ALL = "pools/us-east-1_aB3dE6gH9/message-translations"
GERMAN = f"{ALL}/de/verification_email"
TEXT = {"subject": "Ihr Code", "message": "Code: {####}"}


def test_a_translation_is_put_listed_and_deleted(rest, pool):
    assert rest.put(GERMAN, TEXT).json()["language"] == "de"
    (listed,) = rest.get(ALL).json()["results"]
    assert TEXT.items() <= listed.items()
    assert (listed["kind"], rest.delete(GERMAN).status_code) == ("verification_email", 204)
    assert rest.get(ALL).json() == {"results": []}


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("address", "body", "status"),
    [
        (GERMAN, {"message": "no place"}, 422),
        (GERMAN, {"message": ""}, 422),
        (GERMAN, {}, 400),
        (GERMAN, {"message": 1}, 400),
        (GERMAN, TEXT | {"subject": "x" * 141}, 400),
        (GERMAN.replace("/de/", "/xx/"), TEXT, 422),
        (f"{ALL}/de/fax", TEXT, 404),
    ],
)
def test_what_cannot_be_is_refused(rest, pool, address, body, status):
    assert rest.put(address, body).status_code == status
    assert not MessageTranslation.objects.exists()


@pytest.mark.one_database
def test_they_need_the_permissions_of_the_pool(rest_of, pool):
    charlie = rest_of("charlie")
    calls = [charlie.get(ALL), charlie.put(GERMAN, TEXT), charlie.delete(GERMAN)]
    assert [call.status_code for call in calls] == [403] * 3
