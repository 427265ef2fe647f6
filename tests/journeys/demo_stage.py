"""Makes the demo company as `outrider seed` does: small for the test, whole for the README's pictures."""

from __future__ import annotations

import json
import os

import django

django.setup()

from outrider.project import demo


def main() -> None:
    """Seed; the people are chosen on the demo page itself."""
    demo.say = lambda text: None
    demo.prepare(scale="demo" if os.environ.get("OUTRIDER_PICTURES") == "1" else "small")
    print(json.dumps({"people": {}}))


if __name__ == "__main__":
    main()
