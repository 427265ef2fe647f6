"""Where a phone was and how sure that is: positions that expire, evidence that explains itself."""
