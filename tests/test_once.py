"""Rows that are made once for many tests."""

from tests.conftest import _person


def test_what_a_test_changes_in_place_is_not_in_the_rows_of_the_next_one(pool, alice):
    alice.attributes["nickname"] = "Al"
    alice.delete()

    again = _person(pool, "alice")
    again.refresh_from_db()

    assert "nickname" not in again.attributes
