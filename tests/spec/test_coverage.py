from tests.spec import coverage


def test_every_mark_names_a_row_of_the_tables():
    assert coverage.unknown() == {}


def test_no_row_is_told_twice():
    ids = [row.id for row in coverage.rows()]
    assert len(ids) == len(set(ids))
