"""The entity engine: one declaration per entity, one write path, one generic API."""
