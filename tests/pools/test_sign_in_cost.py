"""How often the operations that are called most ask the database. A number may fall; think twice before it rises."""

import pytest

from tests.conftest import PASSWORD
from tests.pools.signing_in import answer, by_password, refreshed, start_srp, tokens
from tests.pools.srp_client import SrpClient

TRANSACTION = 2  # its begin and its end, which the tests' own transaction makes a savepoint


@pytest.fixture
def signed_in(idp, app, alice):
    return tokens(idp, app)


def test_get_user_reads_one_row(idp, signed_in, django_assert_num_queries):
    with django_assert_num_queries(1):
        idp.get_user(AccessToken=signed_in["AccessToken"])


def test_a_refresh_reads_one_row(idp, app, signed_in, django_assert_num_queries):
    with django_assert_num_queries(1):
        refreshed(idp, app, signed_in["RefreshToken"])


def test_a_password_sign_in_reads_client_user_and_lock_and_writes_event_and_session(
    idp, app, signed_in, django_assert_num_queries
):
    with django_assert_num_queries(5 + TRANSACTION):
        by_password(idp, app)


def test_srp_begins_with_client_and_user(idp, app, signed_in, django_assert_num_queries):
    with django_assert_num_queries(2):
        start_srp(idp, app, SrpClient(app.pool_id, "alice", PASSWORD))


def test_srp_ends_like_a_password_and_spends_the_step(idp, app, signed_in, django_assert_num_queries):
    client = SrpClient(app.pool_id, "alice", PASSWORD)
    responses = client.answer(start_srp(idp, app, client)["ChallengeParameters"])
    with django_assert_num_queries(6 + TRANSACTION):
        answer(idp, app, "PASSWORD_VERIFIER", responses)
