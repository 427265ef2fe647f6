"""The place for a provider of text messages. None is built in, and nothing needs one.

Where a company has one, an invited person also proves his number by a code before he sets his password.
"""

from __future__ import annotations

from collections.abc import Callable

from outrider.engine.identity.company import add_provider
from outrider.engine.identity.queries import setting
from outrider.kernel.registry import Registry
from outrider.kernel.text import T

# (E.164 number, sentence). Raises OSError when the message could not be handed over.
SmsProvider = Callable[[str, str], None]
sms_providers: Registry[SmsProvider] = Registry("sms_providers", "how a code reaches a mobile number")

add_provider(
    "sms.provider",
    T("短信服务", "Text messages"),
    T(
        "给被邀请的人发验证码;不用时凭邀请链接加入",
        "Sends a code to who was invited; without one the link is enough",
    ),
    sms_providers,
)


def provider() -> SmsProvider | None:
    """The provider that the company has chosen, if it is there."""
    return sms_providers.find(str(setting("sms.provider")))
