"""Notices in the app: short messages that the product leaves for a person.

Promises: a notice is written in the transaction of what it tells of, in all languages at once, and reaches
the person's phone by sync like every record of his.
"""
