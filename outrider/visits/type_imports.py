"""The steps of visit types as rows of a sheet, out and in.

Promises: a step that is there keeps its key, its other languages and its sample picture; one without a key gets the
next free one; a setting that its kind does not have refuses the row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any

from outrider.engine.entities.declaration import Field
from outrider.engine.exchange.declaration import Column, Context, Refused
from outrider.engine.exchange.generic import missing, value_of
from outrider.engine.exchange.parts import Parts, parts, yes_or_no
from outrider.kernel.text import T, label_in
from outrider.visits.steps import ConfigField, step_kinds

NAME = Field("name", "text", T("步骤", "Step"), max_length=80)
REQUIRED = Field("required", "boolean", T("必做", "Required"))
KEY = Field("key", "text", T("步骤代号", "Key of the step"), max_length=40)
KIND_LABEL = T("步骤类型", "Kind of step")
NOT_OF_KIND = T("“{kind}”步骤没有“{column}”", "A step of the kind “{kind}” has no “{column}”")
# What no cell can hold.
UNSAID = frozenset({"photo"})


def _kind() -> Field:
    return Field("kind", "choice", KIND_LABEL, options=tuple((kind.key, kind.label) for kind in step_kinds))


def _settings() -> dict[str, ConfigField]:
    """What may be set on steps of any kind, by its key."""
    return {f.key: f for kind in step_kinds for f in kind.config_fields if f.type not in UNSAID}


def columns() -> tuple[Column, ...]:
    """A step's own, then its settings."""
    own = (NAME, _kind(), REQUIRED, KEY)
    return (
        *(Column(f.name, f.label) for f in own),
        *(Column(f.key, f.label) for f in _settings().values()),
    )


def read(context: Context, said: Mapping[str, str]) -> dict[str, Any]:
    """One step; its key may still be missing."""
    kind = _kind()
    for field in (NAME, kind):
        if not said.get(field.name):
            raise missing(field)
    step = {
        "key": said.get("key", ""),
        "kind": value_of(kind, said["kind"]),
        "name": {"zh-Hans": said["name"]},
        "required": bool(said.get("required")) and value_of(REQUIRED, said["required"]),
        "config": {},
    }
    known = {f.key for f in step_kinds.get(step["kind"]).config_fields}
    for key, setting in _settings().items():
        if not said.get(key):
            continue
        if key not in known:
            raise Refused("not_of_kind", NOT_OF_KIND, f"steps.{key}", kind=said["kind"], column=setting.label)
        step["config"][key] = _setting(setting, said[key])
    return step


def _setting(setting: ConfigField, text: str) -> Any:
    if setting.type == "tags":
        return [part.strip() for part in re.split("[;；|]", text) if part.strip()]
    return value_of(Field(setting.key, setting.type, setting.label), text)


def say(steps: Sequence[Mapping[str, Any]], language: str) -> list[tuple[str, ...]]:
    """The cells of steps, in the order of the columns."""

    def cells(step: Mapping[str, Any]) -> tuple[str, ...]:
        kind = step_kinds.get(step["kind"]).label.say(language)
        required = yes_or_no(step.get("required"), language)
        config = step.get("config") or {}
        settings = (config.get(key, "") for key in _settings())
        return (
            label_in(step["name"], language), kind, required, step["key"],
            *("; ".join(value) if isinstance(value, list) else str(value) for value in settings),
        )  # fmt: skip

    return [cells(step) for step in steps]


def over(present: Sequence[dict[str, Any]], said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The steps that a file says, each with what is there of it already: found by its key, else by kind and name."""
    left = list(present)
    keys = {step["key"] for step in [*present, *said]}
    free = (key for number in count(1) if (key := f"step_{number}") not in keys)
    whole: list[dict[str, Any]] = []
    for step in said:
        before = next((one for one in left if _same(one, step)), None)
        if before is not None:
            left.remove(before)
            names = before["name"].values()
            name = before["name"] if step["name"]["zh-Hans"] in names else step["name"]
            step = {**step, "key": before["key"], "name": name, "config": _config(before, step)}
        whole.append({**step, "key": step["key"] or next(free)})
    return whole


def _same(present: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    if said["key"]:
        return bool(present["key"] == said["key"])
    return present["kind"] == said["kind"] and said["name"]["zh-Hans"] in present["name"].values()


def _config(before: Mapping[str, Any], step: Mapping[str, Any]) -> dict[str, Any]:
    kept = (before.get("config") or {}) if before["kind"] == step["kind"] else {}
    return {**kept, **step["config"]}


parts.add("steps", Parts(columns=columns, read=read, say=say, over=over))
