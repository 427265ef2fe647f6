"""The terms: a tsvector column with a GIN index on PostgreSQL, an FTS5 table on SQLite."""

from django.db import migrations

POSTGRES = """
ALTER TABLE search_searchentry ADD COLUMN grams tsvector NOT NULL DEFAULT ''::tsvector;
CREATE INDEX search_grams ON search_searchentry USING gin (grams) WITH (fastupdate = on, gin_pending_list_limit = 256);
"""
# The terms are made by ``grams.py``; the tokenizer only has to take them apart at the blanks.
SQLITE = """
CREATE VIRTUAL TABLE search_fts USING fts5(name, rest, tokenize = "unicode61 remove_diacritics 0");
"""


def forwards(apps, schema_editor):
    """Make the part that Django's models cannot describe."""
    statements = POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements.strip().split(";\n"):
        if statement.strip():
            schema_editor.execute(statement.strip().rstrip(";"))


def backwards(apps, schema_editor):
    """Drop it again."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE search_searchentry DROP COLUMN grams")
    else:
        schema_editor.execute("DROP TABLE search_fts")


class Migration(migrations.Migration):
    """After the table itself."""

    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
