"""Each operation: its good case, and each error that the model lists for it."""

import pytest

from tests.operations import cases, model
from tests.operations.cases import GOOD, GoodCase, Refusal
from tests.operations.dump import changed, dump, lost_connection
from tests.operations.messages import BROKEN

pytestmark = pytest.mark.one_database

cases.load()
SIGNED = [operation for operation in cases.operations() if model.is_signed(operation)]

WITHOUT_ROWS = ["GetClientToken"]  # makes a token and changes nothing: its event waits as that of a read
CHANGING = [each for each in cases.operations() if not model.only_reads(each) and each not in WITHOUT_ROWS]


def name_of(case: GoodCase | Refusal) -> str:
    return "-".join((case.operation, getattr(case, "error", ""), case.function.__name__))


@pytest.fixture
def fixture_of(request):
    return request.getfixturevalue


@pytest.fixture
def call(idp):
    """`call("CreateGroup", {...})` by boto3. The users' own doors are not given the pool's id that both share."""

    def call(operation, given):
        known = model.members(operation) | given.keys() - {"UserPoolId"}
        return getattr(idp, model.method(operation))(**{name: given[name] for name in given.keys() & known})

    return call


@pytest.mark.parametrize("case", GOOD, ids=name_of)
def test_it_works(case, call, fixture_of):
    with case.arranged(fixture_of) as judged:
        judged.judge(call(case.operation, judged.input))


@pytest.mark.spec("USR-258", "USR-273")
@pytest.mark.parametrize("case", cases.refusals(), ids=name_of)
def test_it_is_refused_and_changes_nothing(case, call, fixture_of, refused):
    given = case.input(fixture_of)
    before = dump(*case.traces)

    with refused(case.error) as refusal:
        call(case.operation, given)

    assert (refusal.status, refusal.message) == (400, case.message)
    assert changed(before, dump(*case.traces)) == []


@pytest.mark.parametrize("operation", cases.operations())
def test_a_lost_database_is_an_error_of_ours_and_told_to_nobody(operation, call, fixture_of, refused):
    with cases.good_case(operation).arranged(fixture_of) as judged:
        before = dump()
        with lost_connection(to="pools_"), refused("InternalErrorException") as refusal:
            call(operation, judged.input)

    assert (refusal.status, refusal.message) == (500, "An internal error occurred.")
    assert changed(before, dump()) == []


@pytest.mark.parametrize("operation", CHANGING)
def test_what_cannot_be_recorded_does_not_happen(operation, call, fixture_of, refused):
    with cases.good_case(operation).arranged(fixture_of) as judged:
        before = dump()
        with lost_connection(to='INSERT INTO "pools_auditevent"'), refused("InternalErrorException"):
            call(operation, judged.input)

    assert changed(before, dump()) == []


@pytest.mark.parametrize("operation", SIGNED)
def test_nobody_calls_it_unsigned(operation, anonymous, fixture_of, refused):
    with (
        cases.good_case(operation).arranged(fixture_of) as judged,
        refused("MissingAuthenticationTokenException") as refusal,
    ):
        getattr(anonymous, model.method(operation))(**judged.input)

    assert refusal.message == "Missing Authentication Token"


# What is about no pool that is there: policies allow it on "*" alone (API-16)
OF_NO_POOL = dict.fromkeys(
    ["CreateUserPool", "DescribeUserPoolDomain", "GetProvisionedLimit", "ListUserPools", "UpdateProvisionedLimit"],
    "* because",
)


@pytest.mark.spec("API-16")
@pytest.mark.parametrize("operation", SIGNED)
def test_nobody_calls_it_without_permission(operation, call, fixture_of, refused, root_key):
    with cases.good_case(operation).arranged(fixture_of) as judged:
        root_key.owner.is_superuser = False
        root_key.owner.save()
        before = dump()
        with refused("AccessDeniedException") as refusal:
            call(operation, judged.input)

    resource = OF_NO_POOL.get(operation, "arn:aws:cognito-idp:")
    assert f"is not authorized to perform: cognito-idp:{operation} on resource: {resource}" in refusal.message
    assert changed(before, dump()) == []


@pytest.mark.parametrize("operation", sorted(set(cases.operations()) & BROKEN.keys()))
def test_a_broken_constraint_is_told_in_cognito_s_words(operation, call, fixture_of, refused):
    change, message = BROKEN[operation]
    with cases.good_case(operation).arranged(fixture_of) as judged:
        before = dump()
        with refused("InvalidParameterException") as refusal:
            call(operation, judged.input | change)

    assert (refusal.status, refusal.message) == (400, f"1 validation error detected: {message}")
    assert changed(before, dump()) == []
