"""The Condition element: IAM's operators, with `...IfExists`, `ForAllValues:` and `ForAnyValue:`."""

import base64
import binascii
import contextlib
import dataclasses
import datetime
import ipaddress
import operator
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from pools.policies.context import Context
from pools.policies.patterns import Template, Unresolved

FOR_ALL, FOR_ANY = "ForAllValues", "ForAnyValue"
IF_EXISTS = "IfExists"
Comparison = Callable[[str, Template, Context], bool]  # the request's value, the policy's


class NotOfItsKind(ValueError):
    """A value that is no number, date, address... where its operator wants one."""


@dataclasses.dataclass(frozen=True, slots=True)
class Operator:
    """How a value of the request is compared with one of the policy. `read` refuses what is not of its kind."""

    compare: Comparison
    is_negated: bool = False
    read: Callable[[str], Any] | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Condition:
    """One key of one operator with the values that the policy gives it."""

    operator_name: str
    key: str
    values: tuple[Template, ...]
    quantifier: str = ""
    if_exists: bool = False

    def holds(self, context: Context) -> bool:
        """Whether the request meets it. One whose variable has no value is not met."""
        given = context.get(self.key)
        if self.operator_name == "Null":
            return any((value.text.lower() == "true") == (given is None) for value in self.values)
        kind = OPERATORS[self.operator_name]
        if given is None:
            if self.if_exists or self.quantifier:
                return self.if_exists or self.quantifier == FOR_ALL
            return kind.is_negated
        try:
            results = [self._is_met_by(value, kind, context) for value in given]
        except Unresolved:
            return False
        if self.quantifier == FOR_ALL or (kind.is_negated and self.quantifier != FOR_ANY):
            return all(results)
        return any(results)

    def _is_met_by(self, value: str, kind: Operator, context: Context) -> bool:
        """Several values of a policy are alternatives; to a negated operator, none of them may match."""
        matched = False
        for wanted in self.values:
            with contextlib.suppress(NotOfItsKind, *(() if kind.is_negated else (Unresolved,))):
                matched = matched or kind.compare(value, wanted, context)
        return matched != kind.is_negated


def problems_of(operator_name: str, values: list[Template]) -> list[str]:
    """What is wrong with the values that a policy gives this operator."""
    if operator_name == "Null":
        read: Callable[[str], Any] | None = _read_bool
    else:
        read = OPERATORS[operator_name].read
    found = [problem for value in values if (problem := value.problem())]
    for value in values if read else []:
        try:
            assert read
            read(value.text)
        except NotOfItsKind:
            found.append(f"Invalid value {value.text!r} for the condition operator {operator_name}.")
    return found


def _read_number(text: str) -> Decimal:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        raise NotOfItsKind(text) from None
    if not number.is_finite():
        raise NotOfItsKind(text)
    return number


def _read_moment(text: str) -> datetime.datetime:
    """ISO 8601, or seconds since 1970."""
    try:
        if text.strip().isascii() and text.strip().isdigit():
            return datetime.datetime.fromtimestamp(int(text), datetime.UTC)
        moment = datetime.datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        raise NotOfItsKind(text) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


def _read_bool(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise NotOfItsKind(text)
    return text.lower() == "true"


def _read_binary(text: str) -> bytes:
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise NotOfItsKind(text) from None


def _read_network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise NotOfItsKind(text) from None


def _is_in_network(value: str, wanted: str) -> bool:
    address, network = _read_network(value), _read_network(wanted)
    return address.version == network.version and address.subnet_of(network)  # type: ignore[arg-type]  # alike, then


def _by(read: Callable[[str], Any], compare: Callable[[Any, Any], bool]) -> Comparison:
    return lambda value, wanted, context: compare(read(value), read(wanted.text))


def _string_equals(value: str, wanted: Template, context: Context) -> bool:
    return value == wanted.literal(context)


def _string_equals_ignoring_case(value: str, wanted: Template, context: Context) -> bool:
    return value.casefold() == wanted.literal(context).casefold()


def _string_like(value: str, wanted: Template, context: Context) -> bool:
    return wanted.matches(value, context)


def _arn_like(value: str, wanted: Template, context: Context) -> bool:
    return wanted.matches_arn(value, context, is_complete=True)


def _ip_address(value: str, wanted: Template, context: Context) -> bool:
    return _is_in_network(value, wanted.text)


def _pair(name: str, negated_name: str, compare: Comparison, read: Any = None) -> dict[str, Operator]:
    return {name: Operator(compare, read=read), negated_name: Operator(compare, is_negated=True, read=read)}


def _ordered(kind: str, read: Callable[[str], Any]) -> dict[str, Operator]:
    return _pair(f"{kind}Equals", f"{kind}NotEquals", _by(read, operator.eq), read) | {
        f"{kind}LessThan": Operator(_by(read, operator.lt), read=read),
        f"{kind}LessThanEquals": Operator(_by(read, operator.le), read=read),
        f"{kind}GreaterThan": Operator(_by(read, operator.gt), read=read),
        f"{kind}GreaterThanEquals": Operator(_by(read, operator.ge), read=read),
    }


OPERATORS: dict[str, Operator] = (
    _pair("StringEquals", "StringNotEquals", _string_equals)
    | _pair("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", _string_equals_ignoring_case)
    | _pair("StringLike", "StringNotLike", _string_like)
    | _ordered("Numeric", _read_number)
    | _ordered("Date", _read_moment)
    | {
        "Bool": Operator(_by(_read_bool, operator.eq), read=_read_bool),
        "BinaryEquals": Operator(_by(_read_binary, operator.eq), read=_read_binary),
    }
    | _pair("IpAddress", "NotIpAddress", _ip_address, _read_network)
    | _pair("ArnEquals", "ArnNotEquals", _arn_like)  # the two of each kind are one in IAM too
    | _pair("ArnLike", "ArnNotLike", _arn_like)
)
