"""What was typed into a wizard so far. It is kept in the console's session, and none of it is a secret: those are made
when the pool is. The draft's id is in the address, so that two tabs have two drafts and a reload finds its own."""

import secrets
from typing import Any

from django.http import HttpRequest, QueryDict

_KEY = "user_pool_drafts"
_MOST = 5  # drafts in a session; the oldest gives way
_STEERING = ("csrfmiddlewaretoken", "go")

Answers = dict[str, list[str]]


def new_id() -> str:
    return secrets.token_urlsafe(9)


class Draft:
    """Nothing is written before something was typed."""

    def __init__(self, request: HttpRequest, draft_id: str) -> None:
        self.id = draft_id
        self._session = request.session
        self._kept: dict[str, Any] = self._session.get(_KEY, {}).get(draft_id, {"steps": {}, "clients": []})

    def answers(self, step: str) -> QueryDict | None:
        """What was posted at this step; None if it was never left."""
        kept: Answers | None = self._kept["steps"].get(step)
        return None if kept is None else _query(kept)

    def keep(self, step: str, posted: QueryDict) -> None:
        self._kept["steps"][step] = _plain(posted)
        self._save()

    @property
    def clients(self) -> list[QueryDict]:
        """What was posted for each of the app clients."""
        return [_query(answers) for answers in self._kept["clients"]]

    def add_client(self, posted: QueryDict) -> None:
        self._kept["clients"].append(_plain(posted))
        self._save()

    def remove_client(self, place: int) -> None:
        if 0 <= place < len(self._kept["clients"]):
            del self._kept["clients"][place]
            self._save()

    def forget(self) -> None:
        self._session[_KEY] = {key: kept for key, kept in self._session.get(_KEY, {}).items() if key != self.id}

    def _save(self) -> None:
        others = {key: kept for key, kept in self._session.get(_KEY, {}).items() if key != self.id}
        newest = dict(list(others.items())[-(_MOST - 1) :])
        self._session[_KEY] = newest | {self.id: self._kept}


def _plain(posted: QueryDict) -> Answers:
    return {name: values for name, values in posted.lists() if name not in _STEERING}


def _query(answers: Answers) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, values in answers.items():
        query.setlist(name, values)
    return query
