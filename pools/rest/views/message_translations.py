"""What a pool's messages say to users of one language."""

from typing import Any

from rest_framework import serializers

from pools.actions import message_texts
from pools.actions.wordings import Words
from pools.models import MessageKind, MessageTranslation
from pools.rest.call import Call
from pools.rest.fields import answer, body, text
from pools.rest.operations import Resource, operation
from pools.rest.routes import route
from pools.rest.views import pools

_READ, _CHANGE = "cognito-idp:DescribeUserPool", "cognito-idp:UpdateUserPool"
_TEXTS: dict[str, Any] = {
    "message": text(20_000, least=0, help_text="With the places that the message has for all users."),
    "subject": text(140, least=0, required=False, help_text="Of an e-mail; left out, it is that for all users."),
}
NewTranslation = body("NewMessageTranslation", _TEXTS)
Translation = answer(
    "MessageTranslation",
    {
        "language": serializers.ChoiceField(list(message_texts.LANGUAGES)),
        "kind": serializers.ChoiceField(MessageKind.values),
        "message": serializers.CharField(),
        "subject": serializers.CharField(allow_blank=True),
        "modified_at": serializers.DateTimeField(),
    },
)
TranslationList = answer("MessageTranslationList", {"results": Translation(many=True)})


@route("pools/<str:pool_id>/message-translations", tag=pools.TAG)
class Translations(Resource):
    @operation("ListMessageTranslations", answers=TranslationList, action=_READ)
    def get(self, call: Call) -> dict[str, Any]:
        """List what messages say to users of one language.

        Others are told what the pool says to all.
        """
        return {"results": [_shown(each) for each in message_texts.list_translations(call.pool)]}


@route("pools/<str:pool_id>/message-translations/<str:language>/<str:kind>", tag=pools.TAG)
class OneTranslation(Resource):
    @operation("PutMessageTranslation", body=NewTranslation, answers=Translation, action=_CHANGE)
    def put(self, call: Call) -> dict[str, Any]:
        """Set what a message says to users of one language.

        The language is that of their attribute `locale`. The rules are those of the text for all users.
        """
        words = Words(call.body.get("subject", ""), call.body["message"])
        language, kind = call.path["language"], _kind(call)
        return _shown(message_texts.put_translation(call.pool, language, kind, words, caller=call.caller))

    @operation("DeleteMessageTranslation", action=_CHANGE)
    def delete(self, call: Call) -> None:
        """Have a message say to users of one language what it says to all."""
        message_texts.delete_translation(call.pool, call.path["language"], _kind(call), caller=call.caller)


def _kind(call: Call) -> MessageKind:
    return message_texts.get_kind(call.path["kind"])


def _shown(translation: MessageTranslation) -> dict[str, Any]:
    return {
        "language": translation.language,
        "kind": translation.kind,
        "message": translation.message,
        "subject": translation.subject,
        "modified_at": translation.modified_at,
    }
