"""The rows of the table, in their order."""

from tests.bench import chained, operations
from tests.bench.operations import Operation

OPERATIONS: tuple[Operation, ...] = (
    operations.PasswordSignIn(),
    operations.SrpSignIn(),
    chained.TotpSignIn(),
    operations.Refresh(),
    chained.RotatingRefresh(),
    operations.GetUser(),
    operations.AdminGetUser(),
    operations.ListUsersByEmail(),
    operations.AdminCreateUser(),
)
