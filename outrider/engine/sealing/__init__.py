"""The seal over the journal, and the proof that nobody changed it afterwards.

Its table belongs to the journal; making and verifying seals is a job of its own above it.
"""
