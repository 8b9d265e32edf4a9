import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(caplog):
    """What the access log was told, as the fields of its events."""
    caplog.set_level("INFO", "poolhouse.access")
    return lambda: [record.msg for record in caplog.records if record.name == "poolhouse.access"]


def test_each_request_is_one_line_without_its_query_string(client, lines):
    client.get("/demo/callback?code=a-secret-code&state=1")

    assert [line["event"] for line in lines()] == ["GET /demo/callback"]
    assert "a-secret-code" not in str(lines())


def test_a_wire_api_request_names_the_operation_and_its_error_and_no_password(idp, app, lines, refused):
    with refused("UserNotFoundException"):
        idp.initiate_auth(
            ClientId=app.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "nobody", "PASSWORD": "Wrong-Horse-1"},
        )

    assert lines()[0]["operation"] == "InitiateAuth"
    assert lines()[0]["error"] == "UserNotFoundException"
    assert "Wrong-Horse-1" not in str(lines())


def test_a_path_cannot_forge_a_line(client, lines):
    client.get("/demo/%0aGET%20/forged")

    assert "\n" not in lines()[0]["event"]


def test_a_probe_that_succeeds_is_not_worth_a_line(client, lines):
    client.get("/healthz")

    assert lines() == []
