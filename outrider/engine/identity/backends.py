"""Signing in by mobile number and password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest

from outrider.engine.identity.models import Person
from outrider.engine.identity.queries import person_by_mobile


class MobileBackend:
    """Compares a password; an unknown number takes as long as a wrong password."""

    def authenticate(
        self, request: HttpRequest | None, mobile: str | None = None, password: str | None = None, **_: Any
    ) -> Person | None:
        """The person, or None."""
        if not mobile or password is None:
            return None
        person = person_by_mobile(mobile)
        if person is None or not person.has_usable_password():
            make_password(password)
            return None
        return person if check_password(password, person.password) and person.is_active else None

    def get_user(self, user_id: Any) -> Person | None:
        """Django asks for it; our middleware does not."""
        return Person.objects.filter(pk=user_id).first()
