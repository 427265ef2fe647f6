"""Consent before collection, and a log of who read what about whom."""
