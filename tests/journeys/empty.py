"""An empty database: what a company of one's own begins with.

``python -m tests.journeys.empty`` migrates it and answers one line of JSON.
"""

from __future__ import annotations

import json
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.journeys.settings")
django.setup()

from django.core.management import call_command

if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    print(json.dumps({"people": {}, "password": ""}))
