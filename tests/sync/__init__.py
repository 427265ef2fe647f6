"""Sync with the real capabilities: a rep's day as his phone sends it, and what changes under it."""
