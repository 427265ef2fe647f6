"""The place for a provider of text messages. None is built in, and nothing needs one.

Where a company has one, an invited person also proves his number by a code before he sets his password.
"""

from __future__ import annotations

from collections.abc import Callable

from outrider.engine.identity.queries import setting
from outrider.kernel.registry import Registry

# (E.164 number, sentence). Raises OSError when the message could not be handed over.
SmsProvider = Callable[[str, str], None]
sms_providers: Registry[SmsProvider] = Registry("sms_providers", "how a code reaches a mobile number")


def provider() -> SmsProvider | None:
    """The provider that the company has chosen, if it is there."""
    return sms_providers.find(str(setting("sms.provider", "")))
