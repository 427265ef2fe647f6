"""Visits: types with their steps, plans, the stay itself, its photos and stock counts, the manager's day."""
