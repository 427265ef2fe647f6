"""The loop in a real browser: the rep's day offline and online again, the manager's morning."""
