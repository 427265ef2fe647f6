"""What other packages of the engine add to the answer of a session."""

from __future__ import annotations

from typing import Any

from outrider.kernel.registry import Registry

# Further parts of the session's answer, such as consents: (person id) → value.
session_parts: Registry[Any] = Registry("session_parts", "further parts of GET /api/auth/session")
