import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from pools.actions import api_tokens
from pools.caller import Caller
from pools.models import ApiToken

pytestmark = pytest.mark.one_database


def works(text: str) -> bool:
    return Client().get("/api/v1/tokens", headers={"Authorization": f"Bearer {text}"}).status_code == 200


def test_a_token_is_shown_once(console):
    created = console.post(reverse("admin:api_token_create"), {"name": "deploy", "validity_days": "30"})
    text = created.context["text"]

    assert text in created.content.decode()
    assert works(text)
    assert text not in console.get(reverse("admin:api_tokens")).content.decode()
    assert ApiToken.objects.get().expires_at is not None


def test_a_token_without_an_end_is_made(console):
    console.post(reverse("admin:api_token_create"), {"name": "deploy", "validity_days": ""})

    assert ApiToken.objects.get().expires_at is None


def test_a_token_is_deleted(console, operator):
    token, text = api_tokens.create_api_token(operator, "deploy", caller=Caller())
    console.post(reverse("admin:api_token_delete", args=[token.pk]))

    assert not works(text)


def test_tokens_of_others_are_neither_seen_nor_deleted(console_of, operator):
    token, text = api_tokens.create_api_token(operator, "deploy", caller=Caller())
    charlie = console_of()

    assert "deploy" not in charlie.get(reverse("admin:api_tokens")).content.decode()
    assert charlie.post(reverse("admin:api_token_delete", args=[token.pk])).status_code == 404
    assert works(text)


def test_the_documentation_loads_nothing_from_elsewhere(console):
    content = console.get(reverse("admin:api")).content.decode()

    assert "swagger-ui-bundle.js" in content
    assert "//cdn" not in content


def test_a_command_makes_a_token(operator, capsys):
    call_command("api_token", "operator", "--days", "1")

    assert works(capsys.readouterr().out.strip())


@pytest.mark.parametrize("arguments", [["nobody"], ["operator", "--days", "0"]])
def test_a_command_that_makes_none_says_why(operator, arguments):
    with pytest.raises(CommandError):
        call_command("api_token", *arguments)


def test_a_token_is_refused_while_it_is_inactive(console, operator):
    token, text = api_tokens.create_api_token(operator, "deploy", caller=Caller())
    address = reverse("admin:api_token_switch", args=[token.pk])

    console.post(address)
    assert not works(text)
    assert "Inactive" in console.get(reverse("admin:api_tokens")).content.decode()
    console.post(address)
    assert works(text)
