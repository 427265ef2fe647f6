"""One row per change: the audit view, the sync cursor and the event dispatcher all read it."""
