"""How near counts as at the shop: a company's setting, by which server and phones judge alike."""

from __future__ import annotations

from outrider.engine.entities.declaration import Field
from outrider.engine.identity.company import company_settings, phone_settings
from outrider.kernel.text import T
from outrider.tracking.actions import FENCE_M

FENCE = company_settings.add(
    "visits.fence_m",
    Field("fence_m", "integer", T("到店距离(米)", "How near counts as at the shop (metres)"), required=True,
          default=int(FENCE_M), minimum=30, maximum=5_000,
          help=T("签到离门店超过这个距离会标记,但不会拦住。", "A check-in farther away is marked, never refused.")),
)  # fmt: skip
phone_settings.add("visits.fence_m", FENCE)
