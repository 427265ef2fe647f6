"""A manager's word to a rep whose phone has not uploaded."""

from __future__ import annotations

from uuid import UUID

from outrider.engine.access.actor import LEADERS
from outrider.engine.entities.verbs import Input, Write, verb
from outrider.kernel.text import T

TITLE = T("请打开应用上传离线记录", "Please open the app to upload your offline entries")
TEXT = T("{name} 提醒你:手机里还有没上传的记录", "{name} reminds you: your phone holds unsent entries")
REMINDED = "remind_upload"


class Remind(Input):
    """Whom."""

    person: UUID


@verb("phone.remind", input=Remind, label=T("提醒上传", "Remind to upload"), roles=LEADERS)
def remind(write: Write, data: Remind) -> None:
    """Leave a notice; the person must be in the manager's scope."""
    person = write.visible("person", data.person)
    write.notify(person.pk, REMINDED, TITLE, TEXT, "/me/sync", name=write.actor.name)
