"""Planned days: routes, their times and reasons, the planning board."""
