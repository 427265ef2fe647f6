"""The small cast: one company, a director, two managers, three reps, back office, an administrator, an outsider."""
