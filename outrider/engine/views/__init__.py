"""Saved views: how a person wants to see a list, under a name of his own.

Promises: a view belongs to one person and nobody else reads it; it holds the list's address and its columns,
never a row, so that it shows what its owner may see on the day he opens it.
"""
