"""Settings of the measured server: production's, with a local secret and quick sign-in hashes."""

import os

os.environ.setdefault("OUTRIDER_SECRET", "bench-only-not-a-secret-0123456789abcdef")
os.environ.setdefault("OUTRIDER_HOSTS", "127.0.0.1,localhost")
os.environ.setdefault("OUTRIDER_PLAIN_HTTP", "1")

from outrider.project.settings.production import *  # noqa: F403  # after the environment

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
