"""How statements reach the database: made once, many rows at a time. It knows no record and no rule."""
