"""The shipped phone against the real server, from fixed seeds, under every fault: see docs/sync.md."""
