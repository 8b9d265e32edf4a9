"""Which charts there are, and how they are made of what was counted."""

from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pools.actions.analytics.latency import Kind, percentile
from pools.actions.analytics.metrics import ADMIN, SELF, Factor, Metric
from pools.actions.analytics.reading import Numbers
from pools.console.analytics.charts import DAY, MONTH, Chart, Ranking, Series, Tile, ranked

AnyChart = Chart | Ranking

FACTORS = {
    Factor.PASSWORD: _("Password"),
    Factor.SRP: _("Password (SRP)"),
    Factor.SMS: _("Code by SMS"),
    Factor.EMAIL: _("Code by e-mail"),
    Factor.TOTP: _("Authenticator app"),
    Factor.PASSKEY: _("Passkey"),
    Factor.RECOVERY_CODE: _("Recovery code"),
    Factor.FEDERATED: _("Identity provider"),
    Factor.CUSTOM: _("Custom challenge"),
    Factor.SIGN_UP_CODE: _("Right after sign-up"),
}
REASONS = {
    "wrong_password": _("Wrong user name or password"),
    "locked": _("Too many attempts"),
    "disabled": _("User is disabled"),
    "temporary_password_expired": _("Temporary password has expired"),
    "session_ended": _("Sign-in took too long or was used before"),
    "refused": _("Refused"),
    "CodeMismatchException": _("Wrong code"),
    "ExpiredCodeException": _("Code has expired"),
    "UserNotFoundException": _("User does not exist"),
    "UserNotConfirmedException": _("User is not confirmed"),
    "PasswordResetRequiredException": _("Password must be reset"),
    "TooManyRequestsException": _("Throttled"),
    "UserLambdaValidationException": _("Refused by a function"),
    "UnexpectedLambdaException": _("A function failed"),
}
KINDS = {Kind.SIGN_IN: _("Sign-in"), Kind.TOKENS: _("Tokens"), Kind.API: _("Other API calls"), Kind.PAGES: _("Pages")}
_TONES = ("one", "two", "three", "four")


def tiles(numbers: Numbers) -> list[Tile]:
    """The numbers to begin with."""
    sign_ins, failed = numbers.total(Metric.SIGN_IN), numbers.total(Metric.SIGN_IN_FAILED)
    before = numbers.before(Metric.SIGN_IN) + numbers.before(Metric.SIGN_IN_FAILED)
    rate, rate_before = _percent(failed, sign_ins + failed), _percent(numbers.before(Metric.SIGN_IN_FAILED), before)
    return [
        _tile(_("Sign-ins"), numbers, Metric.SIGN_IN),
        Tile(
            _("Failed sign-ins"),
            f"{rate:.1f} %" if sign_ins + failed else "-",
            gettext("%s failed") % intcomma(failed),
            _change(round(rate * 10), round(rate_before * 10)) if before else None,
            is_good_when_more=False,
        ),
        _tile(_("Sign-ups"), numbers, Metric.SIGN_UP),
        Tile(
            _("Active today"),
            intcomma(numbers.active_days[-1]),
            gettext("yesterday: %s") % intcomma(numbers.active_days[-2]),
        ),
        Tile(
            _("Active this month"),
            intcomma(numbers.active_months[-1]),
            gettext("last month: %s") % intcomma(numbers.active_months[-2]),
        ),
    ]


def overview(numbers: Numbers) -> list[AnyChart]:
    """The charts for all pools together."""
    return [sign_ins(numbers), active_by_day(numbers), failures(numbers), sign_ups(numbers)]


def of_pool(numbers: Numbers) -> list[AnyChart]:
    """All that is known of one pool."""
    return [*of_client(numbers), messages(numbers), median(numbers), slowest(numbers)]


def of_client(numbers: Numbers) -> list[AnyChart]:
    """What is known of one app client: messages and latencies are the pool's."""
    return [
        sign_ins(numbers),
        active_by_day(numbers),
        failures(numbers),
        factors(numbers),
        sign_ups(numbers),
        active_by_month(numbers),
        token_requests(numbers),
    ]


def sign_ins(numbers: Numbers) -> Chart:
    return _over_time(
        numbers,
        "sign-ins",
        _("Sign-ins"),
        _("Times that somebody proved who he is, and attempts that were refused."),
        Series(gettext("Succeeded"), numbers.line(Metric.SIGN_IN).values, "one"),
        Series(gettext("Failed"), _sum(numbers, Metric.SIGN_IN_FAILED), "bad"),
        empty=_("Nobody has tried to sign in yet. Open the hosted UI of an app client, or sign in by an SDK."),
    )


def active_by_day(numbers: Numbers) -> Chart:
    return Chart(
        "active-users",
        _("Active users by day"),
        _("Users who signed up, signed in or refreshed their tokens, each once a day."),
        numbers.days,
        DAY,
        [Series(gettext("Active users"), numbers.active_days, "two")],
        empty=_("Users count as active on the day that they sign in."),
    )


def active_by_month(numbers: Numbers) -> Chart:
    return Chart(
        "monthly-active-users",
        _("Monthly active users"),
        _("Each user once a calendar month, as Cognito counts for its bill."),
        numbers.months,
        MONTH,
        [Series(gettext("Monthly active users"), numbers.active_months, "two")],
        empty=_("The first sign-in begins the first month."),
    )


def failures(numbers: Numbers) -> Ranking:
    found = [
        (str(REASONS.get(label, label)), label, numbers.line(Metric.SIGN_IN_FAILED, label).total)
        for label in numbers.labels(Metric.SIGN_IN_FAILED)
    ]
    return Ranking(
        "failures",
        _("Failed sign-ins by reason"),
        _("Why attempts were refused. Users are told less."),
        ranked(found),
        "bad",
        empty=_("No sign-in failed."),
    )


def factors(numbers: Numbers) -> Ranking:
    found = [
        (str(FACTORS.get(label, label)), label, numbers.line(Metric.FACTOR, label).total)  # type: ignore[call-overload]
        for label in numbers.labels(Metric.FACTOR)
    ]
    return Ranking(
        "factors",
        _("Factors in use"),
        _("What sign-ins were proven by. One with two factors counts for both."),
        ranked(found),
        empty=_("The first sign-in shows here what it was proven by."),
    )


def sign_ups(numbers: Numbers) -> Chart:
    return _over_time(
        numbers,
        "sign-ups",
        _("Sign-ups"),
        _("New users, and accounts that were confirmed."),
        Series(gettext("Signed up"), numbers.line(Metric.SIGN_UP, SELF).values, "one"),
        Series(gettext("Created for them"), numbers.line(Metric.SIGN_UP, ADMIN).values, "three"),
        Series(gettext("Confirmed"), _sum(numbers, Metric.CONFIRMATION), "two"),
        kind="line",
        empty=_("Nobody has signed up in this time. Users can sign up by themselves, or be created."),
    )


def token_requests(numbers: Numbers) -> Chart:
    return _over_time(
        numbers,
        "token-requests",
        _("Token requests"),
        _("New tokens for a refresh token or a code, and those of machines."),
        Series(gettext("Refreshed"), numbers.line(Metric.REFRESH).values, "one"),
        Series(gettext("Codes exchanged"), numbers.line(Metric.CODE_GRANT).values, "two"),
        Series(gettext("Machines"), numbers.line(Metric.MACHINE_TOKEN).values, "three"),
        Series(gettext("Refresh failed"), numbers.line(Metric.REFRESH_FAILED).values, "bad"),
        empty=_("No app has asked for new tokens yet."),
    )


def messages(numbers: Numbers) -> Chart:
    def line(channel: str, *states: str) -> list[int]:
        lines = [numbers.line(Metric.MESSAGE, f"{channel}:{state}").values for state in states]
        return [sum(column) for column in zip(*lines, strict=True)]

    return _over_time(
        numbers,
        "messages",
        _("Messages"),
        _("By the time at which they were written. What came back counts as failed."),
        Series(gettext("E-mail sent"), line("email", "sent"), "one"),
        Series(gettext("SMS sent"), line("sms", "sent"), "two"),
        Series(gettext("E-mail failed"), line("email", "failed", "bounced"), "bad"),
        Series(gettext("SMS failed"), line("sms", "failed", "bounced"), "four"),
        empty=_("No message was sent. Codes and invitations count here."),
    )


def median(numbers: Numbers) -> Chart:
    about = _("What the server took to answer half of the requests, at most.")
    return _latency(numbers, "latency-median", _("Response time, median"), about, 0.5)


def slowest(numbers: Numbers) -> Chart:
    about = _("What the server took to answer 95 of 100 requests, at most.")
    return _latency(numbers, "latency-p95", _("Response time, 95th percentile"), about, 0.95)


def _latency(numbers: Numbers, name: str, title: Any, about: Any, share: float) -> Chart:
    series = [
        Series(str(label), _percentiles(numbers, kind, share), tone)
        for (kind, label), tone in zip(KINDS.items(), _TONES, strict=True)
    ]
    empty = _("The first requests show here how long they took.")
    return _over_time(numbers, name, title, about, *series, kind="line", unit="ms", empty=empty)


def _percentiles(numbers: Numbers, kind: Kind, share: float) -> list[float | None]:
    buckets = {
        int(label.partition(":")[2]): line.values
        for (metric, label), line in numbers.lines.items()
        if metric == Metric.LATENCY and label.startswith(f"{kind}:")
    }
    counts = [{bound: values[place] for bound, values in buckets.items()} for place in range(len(numbers.slots))]
    return [None if found is None else round(found, 1) for found in (percentile(each, share) for each in counts)]


def _over_time(numbers: Numbers, name: str, title: Any, hint: Any, *series: Series, **more: Any) -> Chart:
    return Chart(name, title, hint, numbers.slots, numbers.span.grain, series, **more)


def _sum(numbers: Numbers, metric: Metric) -> list[int]:
    lines = [line.values for (kind, _label), line in numbers.lines.items() if kind == metric]
    return [sum(column) for column in zip(*lines, strict=True)] or [0] * len(numbers.slots)


def _tile(label: Any, numbers: Numbers, metric: Metric) -> Tile:
    total, before = numbers.total(metric), numbers.before(metric)
    return Tile(label, intcomma(total), gettext("before: %s") % intcomma(before), _change(total, before))


def _change(now: int, before: int) -> int | None:
    return round(100 * (now - before) / before) if before else None


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0
