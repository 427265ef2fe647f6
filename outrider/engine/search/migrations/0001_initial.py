"""The index, and its terms: a tsvector column with a GIN index on PostgreSQL, an FTS5 table on SQLite."""

from django.db import migrations, models


POSTGRES = """
ALTER TABLE search_searchentry ADD COLUMN grams tsvector NOT NULL DEFAULT ''::tsvector;
CREATE INDEX search_grams ON search_searchentry USING gin (grams) WITH (fastupdate = on, gin_pending_list_limit = 256);
"""
# The terms are made by ``grams.py``; the tokenizer only has to take them apart at the blanks.
SQLITE = """
CREATE VIRTUAL TABLE search_fts USING fts5(name, rest, tokenize = "unicode61 remove_diacritics 0");
"""


def add_terms(apps, schema_editor):
    """Make the part that Django's models cannot describe."""
    statements = POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements.strip().split(";\n"):
        schema_editor.execute(statement.strip().rstrip(";"))


def drop_terms(apps, schema_editor):
    """Drop it again."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE search_searchentry DROP COLUMN grams")
    else:
        schema_editor.execute("DROP TABLE search_fts")


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("entity", models.CharField(max_length=40)),
                ("record_id", models.UUIDField(unique=True)),
                ("title", models.CharField(max_length=200)),
                ("label", models.CharField(max_length=200)),
                ("subtitle", models.CharField(default="", max_length=200)),
                ("keys", models.TextField(default="")),
                ("sort", models.CharField(max_length=120)),
                ("owner_id", models.UUIDField(null=True)),
                ("department_id", models.UUIDField(null=True)),
                ("alive", models.BooleanField(default=True)),
                ("shared", models.BooleanField(default=False)),
            ],
        ),
        migrations.RunPython(add_terms, drop_terms),
    ]
