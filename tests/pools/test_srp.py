import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pools.actions import srp
from tests.pools.srp_client import SrpClient, padded_hex

pytestmark = pytest.mark.spec("API-53", "API-54", "API-55")

SECRETS = st.integers(min_value=1, max_value=2**256 - 1)


def both_keys(password: str, salt: str, a: int, b: int, typed: str) -> tuple[bytes, bytes]:
    client = SrpClient("us-east-1_aB3dE6gH9", "alice", typed, a)
    verifier = srp.verifier("aB3dE6gH9", "alice", password, salt)
    private_value = b.to_bytes(32, "big")
    public_value = srp.public_value(verifier, private_value)
    server_key = srp.session_key(verifier, client.A, private_value, public_value)
    return server_key, client.key("alice", int(salt, 16), public_value)


@given(st.text(min_size=1, max_size=30), st.binary(min_size=16, max_size=16), SECRETS, SECRETS)
@settings(max_examples=40)
def test_both_sides_arrive_at_one_key_whatever_the_padding(password, salt, a, b):
    server_key, client_key = both_keys(password, salt.hex(), a, b, typed=password)

    assert server_key == client_key


def test_another_password_leads_to_another_key():
    server_key, client_key = both_keys("Correct-Horse-1", "00ff" * 8, 12345, 67890, typed="Correct-Horse-2")

    assert server_key != client_key


@pytest.mark.parametrize(("salt", "first_byte"), [("7f" * 16, "7f"), ("80" * 16, "00"), ("00" * 15 + "01", "01")])
def test_a_number_is_padded_as_the_client_pads_it(salt, first_byte):
    assert srp.padded(int(salt, 16)).hex() == padded_hex(int(salt, 16))
    assert srp.padded(int(salt, 16)).hex().startswith(first_byte)


def test_the_multiplier_is_the_one_compiled_into_clients():
    assert int(srp.k) == int(hashlib.sha256(bytes.fromhex("00" + srp.N_HEX + "02")).hexdigest(), 16)


def test_the_group_is_the_3072_bit_one():
    assert srp.N.bit_length() == 3072
    assert srp.N.is_prime()
    assert ((srp.N - 1) // 2).is_prime()


@given(SECRETS)
@settings(max_examples=20)
def test_powers_of_the_generator_are_right(exponent):
    assert srp.public_value(0, exponent.to_bytes(32, "big")) == pow(2, exponent, int(srp.N))


@pytest.mark.parametrize("client_value", [0, int(srp.N), int(srp.N) * 2, -5])
def test_a_client_value_that_gives_the_key_away_is_unusable(client_value):
    assert not srp.is_usable(client_value)
