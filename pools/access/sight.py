"""Which user pools a principal may see: those on which it may `DescribeUserPool`.

The principal's statements say which ids are possible at all, so that a list reads no others. Of those that a page shows
each is decided on by itself, by the same decision as everything else.
"""

import dataclasses
import functools
import re
from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Q, QuerySet

from pools.access import policy
from pools.access.policy import Origin
from pools.access.principals import Principal
from pools.models import UserPool
from pools.policies.decision import Policy
from pools.policies.document import Statement

ACTION = "cognito-idp:DescribeUserPool"
_KIND = "userpool/"
_COLONS = 5  # in an ARN before its resource
_EVERY_POOL = re.compile(r"\*|arn:(aws|\*)(:(cognito-idp|\*)(:\*(:\*(:(\*|userpool/\*))?)?)?)?")
_OPEN = re.compile(r"[*?]|\$\{")


@dataclasses.dataclass(frozen=True)
class Sight:
    """What one principal may see, asking from there."""

    principal: Principal
    origin: Origin

    @functools.cached_property
    def is_everything(self) -> bool:
        """Whether no user pool, present or future, is hidden. False where conditions have to be looked at."""
        if self.principal.is_superuser:
            return True
        return all(_allow_every_pool(policies) for _, policies in self.principal.bounds.layers())

    @functools.cached_property
    def possible(self) -> Q | None:
        """Those that the statements may allow; more may be among them, but none is missing. None: no pool at all."""
        if self.is_everything:
            return Q()
        return _possible(_statements(self.principal.bounds.identity))

    def sees(self, pool: UserPool) -> bool:
        tags = lambda: pool.user_pool_tags  # noqa: E731  # read only if a policy asks
        return policy.is_allowed(self.principal, ACTION, pool.arn, origin=self.origin, resource_tags=tags)

    def narrowed(self, pools: QuerySet[UserPool]) -> QuerySet[UserPool]:
        """What may be read; `visible` leaves out the rest."""
        return pools.none() if self.possible is None else pools.filter(self.possible)

    def visible(self, pools: Iterable[UserPool]) -> Iterator[UserPool]:
        return (pool for pool in pools if self.is_everything or self.sees(pool))


def _statements(policies: Sequence[Policy], *, is_allow: bool = True) -> list[Statement]:
    """Those of this effect that speak of looking at a pool."""
    found = (statement for each in policies for statement in each.document.statements)
    return [each for each in found if each.is_allow == is_allow and each.names(ACTION)]


def _allow_every_pool(policies: Sequence[Policy]) -> bool:
    is_open = any(_names_every_pool(each) for each in _statements(policies) if not each.conditions)
    return is_open and not _statements(policies, is_allow=False)


def _names_every_pool(statement: Statement) -> bool:
    texts = [resource.text for resource in statement.resources]
    return not statement.excludes_resources and any(_EVERY_POOL.fullmatch(text) for text in texts)


def _possible(statements: list[Statement]) -> Q | None:
    ids, prefixes = set(), set()
    for statement in statements:
        for resource in statement.resources:
            written = _id_in(resource.text)
            if statement.excludes_resources or written is None:
                return Q()
            start = _OPEN.split(written)[0]
            if start == written:
                ids.add(written)
            elif start:
                prefixes.add(start)
            else:
                return Q()
    if not ids and not prefixes:
        return None
    return functools.reduce(lambda found, prefix: found | Q(id__startswith=prefix), prefixes, Q(id__in=ids))


def _id_in(arn: str) -> str | None:
    """What the ARN says of a pool's id; None where it may be any. Empty where it is about no pools."""
    parts = arn.split(":", _COLONS)
    kind = parts[_COLONS] if len(parts) > _COLONS else "*"
    return kind.removeprefix(_KIND) if kind.startswith(_KIND) else None
