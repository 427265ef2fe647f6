"""The machinery that every capability plugs into; it names no capability."""
