"""What Cognito has no setting for: `manage.py client`."""

import json

import pytest
from django.core.management import CommandError, call_command
from jwcrypto import jwk

from pools.actions import client_own_settings
from pools.errors import InvalidParameterException
from tests.conftest import CALLER

pytestmark = pytest.mark.one_database


def public(**kind):
    return jwk.JWK.generate(**kind).export_public(as_dict=True)


def key_set(*keys):
    return {"keys": list(keys)}


@pytest.fixture(scope="module")
def ec_key():
    return jwk.JWK.generate(kty="EC", crv="P-256", kid="one")


def test_all_of_them_are_off_at_first(app, capsys):
    call_command("client", app.client_id)
    told = [line.split()[-1] for line in capsys.readouterr().out.splitlines()]
    assert told == [*["off"] * 4, "none", *["off"] * 3, "none"]


def test_a_switch_is_turned_on_and_off(app, trail, capsys):
    call_command("client", app.client_id, "--require-pkce", "on", "--allow-device-flow", "on")
    call_command("client", app.client_id, "--require-pkce", "off")
    app.refresh_from_db()
    assert (app.require_pkce, app.allow_device_flow) == (False, True)
    assert len(trail(name="SetOwnSettings")) == 2


def test_keys_come_from_a_file_and_go_again(app, ec_key, tmp_path, capsys):
    file = tmp_path / "jwks.json"
    file.write_text(json.dumps(key_set(ec_key.export_public(as_dict=True))))
    call_command("client", app.client_id, "--jwks", str(file))
    assert "EC one" in capsys.readouterr().out
    call_command("client", app.client_id, "--no-jwks")
    app.refresh_from_db()
    assert app.jwks is None


def test_an_address_is_set_and_taken_away(app, capsys):
    call_command("client", app.client_id, "--backchannel-logout-uri", "https://shop.example/bye")
    assert "https://shop.example/bye" in capsys.readouterr().out
    call_command("client", app.client_id, "--backchannel-logout-uri", "")
    app.refresh_from_db()
    assert app.backchannel_logout_uri == ""


@pytest.mark.parametrize(
    "url",
    [
        "shop.example",
        "ftp://shop.example/",
        "https://a:b@shop.example/",
        "https://shop.example/#a",
        "https://",
        "https://shop.example/\0",
        f"https://shop.example/{'a' * 1024}",
    ],
    ids=str,
)
def test_an_address_that_we_would_not_ask_is_refused(app, url):
    with pytest.raises(InvalidParameterException):
        client_own_settings.set_own_settings(app, caller=CALLER, backchannel_logout_uri=url)


@pytest.mark.parametrize("content", ["no json", "[]", '{"keys": []}'])
def test_a_file_without_keys_is_refused(app, tmp_path, content):
    file = tmp_path / "jwks.json"
    file.write_text(content)
    with pytest.raises(CommandError):
        call_command("client", app.client_id, "--jwks", str(file))


def test_an_unknown_client_is_refused(db):
    with pytest.raises(CommandError):
        call_command("client", "unknown")


@pytest.mark.parametrize(
    "keys",
    [
        ["a key"],
        [{}],
        [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}],
        [public(kty="RSA", size=1024)],
        [public(kty="EC", crv="P-384")],
        [public(kty="OKP", crv="Ed25519")],
        [public(kty="EC", crv="P-256"), public(kty="EC", crv="P-256")],
        [public(kty="EC", crv="P-256", kid="a"), public(kty="EC", crv="P-256", kid="a")],
        [{"kty": "oct", "k": "c2VjcmV0"}],
    ],
    ids=["text", "empty", "no point", "weak", "P-384", "Ed25519", "without ids", "same ids", "symmetric"],
)
def test_a_key_that_would_prove_nothing_is_refused(app, keys):
    with pytest.raises(InvalidParameterException):
        client_own_settings.set_own_settings(app, caller=CALLER, jwks=key_set(*keys))


def test_a_private_key_is_refused(app, ec_key):
    """RFC 7517 section 9: a key set for others to verify with has no private part."""
    with pytest.raises(InvalidParameterException, match="public keys only"):
        client_own_settings.set_own_settings(
            app, caller=CALLER, jwks=key_set(ec_key.export(private_key=True, as_dict=True))
        )


def test_updating_by_the_api_leaves_them(app, idp):
    app.require_pkce = True
    app.save()
    idp.update_user_pool_client(UserPoolId=app.pool_id, ClientId=app.client_id)
    app.refresh_from_db()
    assert app.require_pkce
