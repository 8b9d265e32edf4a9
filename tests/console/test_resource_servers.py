import pytest
from django.urls import reverse

from pools.actions import resource_servers
from pools.models import ResourceServer
from tests.conftest import CALLER

pytestmark = pytest.mark.one_database

READ = {"ScopeName": "read", "ScopeDescription": "Look at photos"}


@pytest.fixture
def photos(pool):
    return resource_servers.create_resource_server(pool, "https://photos.example", "Photos", [READ], caller=CALLER)


def rows(*scopes, **more):
    counted = {"scope-TOTAL_FORMS": str(len(scopes)), "scope-INITIAL_FORMS": "0"}
    names = {f"scope-{number}-scope_name": name for number, (name, _) in enumerate(scopes)}
    return counted | names | {f"scope-{number}-description": text for number, (_, text) in enumerate(scopes)} | more


def text_of(answer):
    return answer.content.decode()


@pytest.mark.spec("CON-194", "CON-195", "FED-75", "FED-77")
def test_a_resource_server_is_created_with_its_scopes(console, pool):
    given = rows(("read", "Look"), ("", ""), ("write", "Change"), identifier="photos", name="Photos")
    console.post(reverse("admin:resource_server_create", args=[pool.id]), given)

    assert ResourceServer.objects.get().scope_strings == ["photos/read", "photos/write"]


def test_more_rows_save_nothing(console, pool):
    given = rows(("read", "Look"), identifier="photos", name="Photos", more="1")
    answer = console.post(reverse("admin:resource_server_create", args=[pool.id]), given)

    assert 'name="scope-3-scope_name"' in text_of(answer)
    assert 'value="read"' in text_of(answer)
    assert not ResourceServer.objects.exists()


@pytest.mark.parametrize(
    ("scope", "identifier"), [(("a/b", "x"), "photos"), (("read", ""), "photos"), (("read", "x"), "a b")]
)
def test_what_it_may_not_be_is_told_on_the_form(console, pool, scope, identifier):
    answer = console.post(
        reverse("admin:resource_server_create", args=[pool.id]), rows(scope, identifier=identifier, name="Photos")
    )

    assert "errorlist" in text_of(answer)
    assert not ResourceServer.objects.exists()


@pytest.mark.spec("FED-61")
def test_a_taken_identifier_is_told_on_the_form(console, pool, photos):
    given = rows(("read", "Look"), identifier=photos.identifier, name="Photos")
    answer = console.post(reverse("admin:resource_server_create", args=[pool.id]), given)

    assert "already exists in user pool" in text_of(answer)


@pytest.mark.spec("CON-197", "FED-78")
def test_the_list_shows_scopes_with_their_descriptions(console, pool, photos):
    shown = text_of(console.get(reverse("admin:resource_servers", args=[pool.id])))

    assert "https://photos.example/read" in shown
    assert "Look at photos" in shown
    assert "1 scope" in shown


def test_an_emptied_row_takes_its_scope_away(console, pool, photos):
    given = rows(("", ""), ("write", "Change"), name="Pictures") | {"scope-INITIAL_FORMS": "1"}
    console.post(reverse("admin:resource_server_edit", args=[pool.id, photos.pk]), given)
    photos.refresh_from_db()

    assert (photos.name, photos.scope_strings) == ("Pictures", ["https://photos.example/write"])


def test_it_is_deleted(console, pool, photos):
    console.post(reverse("admin:resource_server_delete", args=[pool.id, photos.pk]))

    assert not ResourceServer.objects.exists()


def test_who_may_only_look_changes_nothing(console_of, pool, photos):
    charlie = console_of("cognito-idp:DescribeUserPool", "cognito-idp:ListResourceServers")
    seen = charlie.get(reverse("admin:resource_servers", args=[pool.id]))
    refused = charlie.post(reverse("admin:resource_server_delete", args=[pool.id, photos.pk]))

    assert (seen.status_code, refused.status_code) == (200, 403)
    assert "Create resource server" not in text_of(seen)


@pytest.mark.spec("APP-140", "CON-178", "FED-76", "FED-79")
def test_an_app_client_may_be_given_its_scopes(console, pool, app, photos):
    address = reverse("admin:app_client_slice", args=[pool.id, app.client_id, "hosted-ui"])
    form = console.get(address).context["form"]
    given = {bound.name: bound.value() for bound in form if bound.value() is not None}
    console.post(address, given | {"custom_scopes": ["https://photos.example/read"], "confirmed": "1"})
    app.refresh_from_db()

    assert "https://photos.example/read" in app.allowed_o_auth_scopes
    assert "openid" in app.allowed_o_auth_scopes
