"""Phones that work offline: their queued commands come in, the changes of their slice go out.

Promises: what was acknowledged is in the database; a command counts once however often it comes; one bad
command holds up nobody; a phone that lost nothing loses nothing when the server is restored.
"""
