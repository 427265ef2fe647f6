"""The answer to one command, as it is stored and as it is said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from outrider.engine.entities.declaration import entity_of
from outrider.engine.entities.http import WAITING
from outrider.engine.entities.models import Record
from outrider.engine.entities.verbs import Held, Retry
from outrider.engine.entities.write import Flag
from outrider.engine.sync.envelope import printable
from outrider.engine.sync.models import APPLIED, CONFLICT, FLAGGED, FORGED, HELD, RETRY
from outrider.kernel.errors import Problem
from outrider.kernel.text import T, Text, label_in

BUSY = T("服务器正忙,稍后会自动再传", "The server is busy; it will be sent again by itself")
SERVER_ERROR = T(
    "服务器处理出错,内容已保存,等待人工处理", "The server failed on this; it is kept for a person to look at"
)
UNKNOWN_VERB = T("服务器不认识这个操作,内容已保存", "The server does not know this act; it is kept")
NOT_OFFLINE = T("这个操作不能从手机队列提交", "This act cannot come from a phone's queue")
OTHER_BODY = T("这个编号已用于另一条内容", "This id was used for something else")
NO_COMMAND = T("这条内容没有有效的编号", "This has no valid id")


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a command. Messages are kept in every language and said in the reader's."""

    status: str
    reason: dict[str, Any] | None = None
    result: dict[str, Any] | None = None
    flags: list[dict[str, Any]] = field(default_factory=list)

    def stored(self) -> dict[str, Any]:
        """For the command's row."""
        return {"reason": self.reason, "result": self.result, "flags": self.flags}

    @classmethod
    def from_stored(cls, status: str, kept: dict[str, Any]) -> Answer:
        """The answer that a command got the first time."""
        return cls(status, kept.get("reason"), kept.get("result"), kept.get("flags") or [])

    def said(self, command_id: UUID | str | None, language: str) -> dict[str, Any]:
        """For the wire."""
        said: dict[str, Any] = {"id": None if command_id is None else str(command_id), "status": self.status}
        if self.reason:
            said["reason"] = _in_language(self.reason, language)
        if self.result is not None:
            said["result"] = _ordered(self.result)
        if self.flags:
            said["flags"] = [_in_language(flag, language) for flag in self.flags]
        return said


def _in_language(item: dict[str, Any], language: str) -> dict[str, Any]:
    return _ordered({**item, "message": label_in(item["message"], language)})


def _ordered(item: dict[str, Any]) -> dict[str, Any]:
    """A repeat is equal to the byte, whatever order of keys the database gave back."""
    return {key: item[key] for key in sorted(item)}


def reason(code: str, text: Text, field_path: str = "", **params: Any) -> dict[str, Any]:
    """Why, in every language."""
    said = {language: printable(message) for language, message in text.everywhere(**params).items()}
    found: dict[str, Any] = {"code": printable(code), "message": said}
    if field_path:
        found["field"] = printable(field_path)
    return found


def applied(result: Any, flags: list[Flag]) -> Answer:
    """Done; flagged when a rule wants it looked at."""
    marks = [reason(flag.code, flag.text, **flag.params) for flag in flags]
    return Answer(FLAGGED if marks else APPLIED, result=_result(result), flags=marks)


def _result(result: Any) -> dict[str, Any] | None:
    """What a phone needs to know at once of the record that its command made or changed."""
    if not isinstance(result, Record):
        return result if isinstance(result, dict) else None
    entity = entity_of(result)
    title = getattr(result, entity.by_name[entity.title].attribute, None)
    told = {"entity": entity.key, "id": str(result.pk), "version": result.version}
    return {**told, "title": title} if isinstance(title, str) else told


def waiting(missing: Retry) -> Answer:
    """The only answer that holds back what depends on the command."""
    kept = reason("waiting", WAITING)
    return Answer(RETRY, reason={**kept, "entity": missing.entity, "record_id": str(missing.record_id)})


def busy() -> Answer:
    """The database had no time; nothing was done."""
    return Answer(RETRY, reason=reason("busy", BUSY))


def held(refusal: Held) -> Answer:
    """A verb asks for a person's decision."""
    return Answer(HELD, reason=reason(refusal.code, refusal.text, **refusal.params))


def refused(problem: Problem) -> Answer:
    """A refusal that on the web would be an error: here the work exists, so it is kept for a person."""
    if problem.errors:
        first = problem.errors[0]
        return Answer(HELD, reason=reason(first.code, first.text, first.field, **first.params))
    return Answer(HELD, reason=reason(problem.code, problem.text, **problem.params))


def failed() -> Answer:
    """Our own fault."""
    return Answer(HELD, reason=reason("server_error", SERVER_ERROR))


def unknown_verb() -> Answer:
    """From a newer or much older app."""
    return Answer(HELD, reason=reason("unknown_verb", UNKNOWN_VERB, "verb"))


def forged() -> Answer:
    """No app of ours queues such a verb."""
    return Answer(FORGED, reason=reason("not_offline", NOT_OFFLINE, "verb"))


def other_body() -> Answer:
    """The id is taken by another content, or by somebody else's command."""
    return Answer(CONFLICT, reason=reason("id_taken", OTHER_BODY, "id"))


def nameless() -> Answer:
    """Nothing to know it by."""
    return Answer(FORGED, reason=reason("malformed", NO_COMMAND, "id"))
