"""What a password must be, wherever one is set."""

from __future__ import annotations

from typing import Annotated

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from pydantic import StringConstraints

from outrider.engine.identity.fieldtypes import MOST
from outrider.engine.identity.models import Person
from outrider.kernel.errors import FieldError, Problem
from outrider.kernel.text import T

WEAK = T("密码至少 8 位,且不能太常见", "At least 8 characters, and not a common password")
STRENGTH = T("至少 8 位,不能太常见;他要用新密码重新登录",
             "At least 8 characters, and not a common one; he signs in again with it")  # fmt: skip
Password = Annotated[str, StringConstraints(min_length=1, max_length=MOST)]


def check_strength(field: str, password: str, person: Person | None) -> None:
    """422 with the field for a weak password."""
    try:
        password_validation.validate_password(password, person)
    except ValidationError as error:
        raise Problem(422, "invalid", WEAK, [FieldError(field, "weak", WEAK)]) from error
