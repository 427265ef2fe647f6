"""Outrider 先行: one platform for companies with people in the field."""

__version__ = "0.1.0"
