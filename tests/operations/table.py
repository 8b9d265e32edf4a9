"""What of the model's errors is proven, and why the rest is not."""

from tests.operations import cases, model, reasons
from tests.operations.messages import BROKEN

Pair = tuple[str, str]


def with_case() -> set[Pair]:
    """The pairs that a test provokes."""
    cases.load()
    refused = {(case.operation, case.error) for case in cases.refusals()}
    validated = {(operation, "InvalidParameterException") for operation in BROKEN}
    lost = {(operation, "InternalErrorException") for operation in model.operations()}
    denied = {(operation, "AccessDeniedException") for operation in model.operations() if model.is_signed(operation)}
    return (refused | validated | lost | denied) & model.pairs()


def without_reason() -> list[Pair]:
    """The pairs that have neither a case nor a reason: what was forgotten."""
    left = model.pairs() - with_case() - reasons.single().keys()
    known = reasons.for_error()
    return sorted(pair for pair in left if pair[1] not in known and pair[0] not in reasons.PENDING)


def needless_reasons() -> list[str | Pair]:
    """The reasons that no pair needs: it has a case by now, or the model does not list it."""
    left = model.pairs() - with_case()
    single = reasons.single().keys()
    for_errors = {error for operation, error in left - single}
    return sorted(single - left) + sorted(reasons.for_error().keys() - for_errors)


def reason_for(pair: Pair) -> str:
    return reasons.single().get(pair) or reasons.for_error().get(pair[1], "")


def lines() -> list[str]:
    """The table as text: each pair, and `proven` or the reason."""
    proven = with_case()
    shown = [(pair, "proven" if pair in proven else reason_for(pair) or "MISSING") for pair in sorted(model.pairs())]
    return [
        *(f"{operation:42} {error:44} {state}" for (operation, error), state in shown),
        f"{len(model.operations())} operations, {len(shown)} errors of theirs, {len(proven)} proven",
    ]
