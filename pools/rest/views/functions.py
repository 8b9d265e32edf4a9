"""The operator's functions, which triggers name. Secrets go in and never come out, but for a webhook's key at once."""

from http import HTTPStatus
from typing import Any

from rest_framework import serializers

from pools.actions import functions
from pools.models import Function as FunctionRow
from pools.rest.call import Call
from pools.rest.fields import ObjectField, ShapeField, answer, body, page_of, text
from pools.rest.operations import LARGEST_PAGE, PageQuery, Resource, operation
from pools.rest.routes import route

TAG = "Functions"
_WHERE = "`module:function`, an https address, or its name or ARN at the endpoint."

_SETTINGS = {
    "kind": text(7, values=FunctionRow.Kind.values, help_text="How it is asked."),
    "target": text(2048, help_text=_WHERE),
    "description": text(256, least=0, required=False),
    "endpoint_url": text(512, least=0, required=False, help_text="Of Lambda; AWS unless given."),
    "region": text(32, least=0, required=False, help_text="Of Lambda."),
    "access_key_id": text(128, least=0, required=False, help_text="For Lambda; the machine's own unless given."),
    "secret": text(256, required=False, help_text="The secret access key. Without it the one that is kept stays."),
    "source_arns": ShapeField(
        "CallbackURLsListType",  # as good as any list of texts without spaces
        required=False,
        help_text="User pools that may have it asked, `*` for any text within; all unless given.",
    ),
}
NewFunction = body("NewFunction", {"name": text(256, help_text="A name, or an ARN to keep.")} | _SETTINGS)
FunctionChange = body("FunctionChange", _SETTINGS)
Function = answer(
    "Function",
    {
        "id": serializers.UUIDField(),
        "arn": serializers.CharField(help_text="What `LambdaConfig` of a user pool names."),
        "kind": serializers.ChoiceField(FunctionRow.Kind.choices),
        "target": serializers.CharField(help_text=_WHERE),
        "description": serializers.CharField(),
        "endpoint_url": serializers.CharField(),
        "region": serializers.CharField(),
        "access_key_id": serializers.CharField(),
        "source_arns": serializers.ListField(child=serializers.CharField()),
        "created_at": serializers.DateTimeField(),
        "modified_at": serializers.DateTimeField(),
    },
)
MadeFunction = answer(
    "MadeFunction",
    dict(Function().get_fields())
    | {"signing_key": serializers.CharField(help_text="A webhook's, told this once; empty for other kinds.")},
)
Trial = answer(
    "Trial",
    {
        "answer": serializers.CharField(help_text="What the function gave back, as it came."),
        "error": serializers.CharField(help_text="Why there is no answer; empty if there is."),
        "milliseconds": serializers.IntegerField(),
    },
)
TrialEvent = body("TrialEvent", {"event": ObjectField(help_text="As the function is to get it.")})


@route("functions", tag=TAG)
class Functions(Resource):
    @operation("ListFunctions", query=PageQuery, answers=page_of(Function), action="lambda:ListFunctions")
    def get(self, call: Call) -> dict[str, Any]:
        """List functions."""
        limit, cursor = call.query.get("limit", LARGEST_PAGE), call.query.get("cursor")
        found, token = functions.list_functions(limit=limit, token=cursor)
        return call.page([_described(each) for each in found], token)

    @operation(
        "CreateFunction",
        body=NewFunction,
        answers=MadeFunction,
        status=HTTPStatus.CREATED,
        action="lambda:CreateFunction",
        can_conflict=True,
    )
    def post(self, call: Call) -> dict[str, Any]:
        """Register a function."""
        given = dict(call.body)
        made = functions.create_function(given.pop("name"), functions.Described(**given), caller=call.caller)
        return _described(made) | {"signing_key": _signing_key(made)}


@route("functions/<str:function_id>", tag=TAG)
class OneFunction(Resource):
    @operation("GetFunction", answers=Function, action="lambda:GetFunction")
    def get(self, call: Call) -> dict[str, Any]:
        """Read a function."""
        return _described(_function(call))

    @operation(
        "UpdateFunctionConfiguration",
        body=FunctionChange,
        answers=Function,
        action="lambda:UpdateFunctionConfiguration",
    )
    def put(self, call: Call) -> dict[str, Any]:
        """Replace what a function is.

        The ARN stays, so user pools need no change.
        """
        changed = functions.update_function(_function(call), functions.Described(**call.body), caller=call.caller)
        return _described(changed)

    @operation("DeleteFunction", action="lambda:DeleteFunction")
    def delete(self, call: Call) -> None:
        """Delete a function.

        User pools that name it go on doing so, and their triggers fail.
        """
        functions.delete_function(_function(call), caller=call.caller)


@route("functions/<str:function_id>/invoke", tag=TAG)
class InvokeFunction(Resource):
    @operation("Invoke", body=TrialEvent, answers=Trial, action="lambda:InvokeFunction")
    def post(self, call: Call) -> dict[str, Any]:
        """Try a function.

        It is asked once, with this event, outside of any sign-in.
        """
        trial = functions.try_function(_function(call), call.body["event"], caller=call.caller)
        return {"answer": trial.answer, "error": trial.error, "milliseconds": trial.milliseconds}


def _function(call: Call) -> FunctionRow:
    return functions.get_function_by_id(call.path["function_id"])


def _signing_key(function: FunctionRow) -> str:
    return function.secret if function.kind == FunctionRow.Kind.WEBHOOK else ""


def _described(function: FunctionRow) -> dict[str, Any]:
    columns = ("id", "arn", "kind", "target", "description", "endpoint_url", "region", "access_key_id")
    times = ("source_arns", "created_at", "modified_at")
    return {name: getattr(function, name) for name in (*columns, *times)}
