"""Nothing is left out silently: every operation and every error of the model's has a case, or a reason."""

from pools.api import registry
from tests.operations import cases, model, reasons, table
from tests.operations.messages import BROKEN

cases.load()


def test_every_operation_has_a_good_case():
    assert set(model.operations()) - set(cases.operations()) - reasons.PENDING == set()


def test_no_operation_is_pending_that_has_a_case():
    assert reasons.PENDING.isdisjoint(cases.operations())


def test_every_operation_has_a_validation_message():
    assert set(model.operations()) - BROKEN.keys() - reasons.PENDING == set()


def test_every_error_of_the_model_has_a_case_or_a_reason():
    assert table.without_reason() == []


def test_no_reason_is_needless():
    assert table.needless_reasons() == []


def test_a_case_is_of_an_error_that_the_model_lists():
    strangers = {(case.operation, case.error) for case in cases.REFUSALS} - model.pairs()

    assert strangers == set()


def test_no_case_is_of_an_operation_that_is_missing():
    named = {case.operation for case in (*cases.GOOD, *cases.REFUSALS)}

    assert named.isdisjoint(registry.missing_operations())


def test_the_table_tells_each_pair():
    assert len(table.lines()) == len(model.pairs()) + 1
