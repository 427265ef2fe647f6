"""Django's PostgreSQL backend; only its commits differ."""
