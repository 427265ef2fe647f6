"""What people must know of a consent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from outrider.engine.access.policy import ALL, OWN, Policy, Scope
from outrider.engine.entities.declaration import Entity, Field, register
from outrider.engine.privacy.models import Consent
from outrider.kernel.text import T


def _about(consent: Any) -> UUID | None:
    found: UUID = consent.person_id
    return found


CONSENT = register(
    Entity(
        key="consent",
        path="consent-records",
        model=Consent,
        label=T("同意记录", "Consent"),
        plural=T("同意记录", "Consents"),
        icon="shield-check",
        title="policy",
        fields=(
            Field("person", "reference", T("人员", "Person"), reference="person", read_only=True),
            Field(
                "policy",
                "choice",
                T("事项", "Subject"),
                options=(("location", T("位置信息", "Location")),),
                read_only=True,
            ),
            Field("policy_version", "text", T("文本版本", "Version of the text"), read_only=True),
            Field("given_at", "datetime", T("同意时间", "Given at"), read_only=True),
            Field("withdrawn_at", "datetime", T("撤回时间", "Withdrawn at"), read_only=True),
        ),
        columns=("person", "policy", "policy_version", "given_at", "withdrawn_at"),
        filters=("person", "policy"),
        sorts=("given_at",),
        default_sort="-given_at",
        bin=False,
        scope=Scope(owner="person"),
        policy=Policy(read={"rep": OWN, "manager": OWN, "director": ALL, "back_office": OWN, "admin": ALL}),
        about=_about,
    )
)
