"""Backups: a consistent copy of database and files while the server runs, proved by a restore; and the way back.

A folder holds many backups. Each has a folder of its own, named by its time, with a manifest that is written
last; photos are named by their content and kept once for all of them.
"""
