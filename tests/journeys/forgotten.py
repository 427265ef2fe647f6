"""The stage for the journey of a forgotten check-out: Wang went into his first shop two hours ago and never said that
he left it.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from tests.journeys import stage
from tests.journeys.reviewing import check_in


def main() -> dict[str, Any]:
    """The usual stage, with an open visit; answers its id as well."""
    made = stage.main()
    from outrider.engine.identity.models import Person
    from outrider.engine.identity.queries import actor_for
    from outrider.kernel import clock
    from outrider.kernel.ids import uuid7

    wang = Person.objects.get(mobile=made["people"]["rep_wang"]["mobile"])
    visit_id = uuid7()
    # Milliseconds at most: as a phone's clock shows them.
    at = clock.now().replace(microsecond=0) - timedelta(hours=2)
    check_in(actor_for(wang), visit_id, made["shops"][0], at)
    return {**made, "visit": str(visit_id)}


if __name__ == "__main__":
    print(json.dumps(main(), ensure_ascii=False))
