"""Moved: see engine/database/transaction.py."""

from outrider.engine.database.transaction import savepoint, write_transaction

__all__ = ["savepoint", "write_transaction"]
