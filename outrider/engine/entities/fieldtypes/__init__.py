"""Field types: one class each, the same keys as the folders of ``web/packages/entity/src/fields``.

A type knows how a value is validated, stored, answered and filtered; generic code never asks which type
it has before it. A capability registers its own types in ``field_types``.
"""

from __future__ import annotations

from outrider.engine.entities.fieldtypes.base import FieldType, field_types
from outrider.engine.entities.fieldtypes.choices import BooleanType, ChoiceType, TagsType
from outrider.engine.entities.fieldtypes.numbers import DurationType, IntegerType, MoneyType, QuantityType
from outrider.engine.entities.fieldtypes.references import ReferencesType, ReferenceType
from outrider.engine.entities.fieldtypes.structures import JsonType, LabelType
from outrider.engine.entities.fieldtypes.texts import (
    LongTextType,
    MobileType,
    PhotoType,
    TelephoneType,
    TextType,
)
from outrider.engine.entities.fieldtypes.times import DateTimeType, DateType, TimeType

for _key, _type in {
    "text": TextType(),
    "long_text": LongTextType(),
    "mobile": MobileType(),
    "telephone": TelephoneType(),
    "photo": PhotoType(),
    "choice": ChoiceType(),
    "tags": TagsType(),
    "boolean": BooleanType(),
    "integer": IntegerType(),
    "duration": DurationType(),
    "quantity": QuantityType(),
    "money": MoneyType(),
    "date": DateType(),
    "datetime": DateTimeType(),
    "time": TimeType(),
    "reference": ReferenceType(),
    "references": ReferencesType(),
    "label": LabelType(),
    "json": JsonType(),
}.items():
    field_types.add(_key, _type)

__all__ = ["FieldType", "field_types"]
