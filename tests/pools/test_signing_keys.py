import jwt
import pytest
import time_machine
from django.utils import timezone

from pools.actions import signing_keys
from pools.models import SigningKey, UserPool

pytestmark = pytest.mark.django_db


@pytest.fixture
def keyed_pool():
    pool = UserPool.objects.create(id="us-east-1_aB3dE6gH9", name="people", region="us-east-1")
    signing_keys.create_signing_keys(pool)
    return pool


@pytest.mark.spec("SEC-68", "SEC-70")
def test_a_pool_publishes_two_keys(keyed_pool):
    id_key, access_key = signing_keys.jwks(keyed_pool)["keys"]

    assert {id_key["kid"], access_key["kid"]} == set(SigningKey.objects.values_list("kid", flat=True))
    assert set(id_key) == {"kid", "alg", "kty", "e", "n", "use"}
    assert (id_key["alg"], id_key["kty"], id_key["e"], id_key["use"]) == ("RS256", "RSA", "AQAB", "sig")


@pytest.mark.spec("SEC-68")
def test_the_private_half_is_not_readable_in_the_database(keyed_pool):
    assert all(b"\x02\x01\x00" not in bytes(row.sealed_private_key) for row in SigningKey.objects.all())
    assert "d" not in signing_keys.jwks(keyed_pool)["keys"][0]


@pytest.mark.spec("SEC-74")
def test_a_signature_verifies_by_the_published_key(keyed_pool):
    signer = signing_keys.keys_of(keyed_pool).signers["access"]
    key = SigningKey.objects.get(token_use="access")

    public = jwt.PyJWK(key.public_jwk)
    assert public.Algorithm.verify(b"message", public.key, signer.sign(b"message"))
    assert signing_keys.keys_of(keyed_pool).is_signed(key.kid, "access", b"message", signer.sign(b"message"))


def test_a_key_for_id_tokens_does_not_vouch_for_an_access_token(keyed_pool):
    keys = signing_keys.keys_of(keyed_pool)
    kid = SigningKey.objects.get(token_use="id").kid

    assert not keys.is_signed(kid, "access", b"message", keys.signers["id"].sign(b"message"))


def test_keys_in_use_ask_the_database_nothing(keyed_pool, django_assert_num_queries):
    signing_keys.keys_of(keyed_pool)
    with django_assert_num_queries(0):
        signing_keys.keys_of(keyed_pool)


@pytest.mark.spec("SEC-72")
def test_a_retired_key_verifies_but_signs_no_more(keyed_pool):
    old = SigningKey.objects.get(token_use="access")
    signature = signing_keys.keys_of(keyed_pool).signers["access"].sign(b"message")
    SigningKey.objects.filter(kid=old.kid).update(retired_at=timezone.now())
    signing_keys.forget_kept_keys(keyed_pool)

    keys = signing_keys.keys_of(keyed_pool)
    assert "access" not in keys.signers
    assert keys.is_signed(old.kid, "access", b"message", signature)


def test_a_deleted_key_is_noticed_after_half_a_minute(keyed_pool):
    with time_machine.travel(timezone.now()) as clock:
        signing_keys.keys_of(keyed_pool)
        SigningKey.objects.all().delete()
        clock.shift(31)
        assert signing_keys.jwks(keyed_pool) == {"keys": []}


def test_a_pool_created_again_under_its_id_has_its_own_keys(keyed_pool):
    before = signing_keys.jwks(keyed_pool)
    keyed_pool.delete()
    pool = UserPool.objects.create(id="us-east-1_aB3dE6gH9", name="people", region="us-east-1")
    signing_keys.create_signing_keys(pool)

    assert signing_keys.jwks(pool) != before
