"""Who may do what, in words that managers know: own, team, subtree, all × action × role."""
