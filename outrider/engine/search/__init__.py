"""The search index: one table for all entities, with pinyin and initials, on both databases."""
