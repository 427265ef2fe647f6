"""Entries of distributors that were indexed before the index knew what everybody reads."""

from django.db import migrations

MARK = """
UPDATE search_searchentry SET shared = true WHERE record_id IN
(SELECT id FROM customers_customer WHERE kind IN ('distributor', 'sub_distributor'))
"""


class Migration(migrations.Migration):
    """After the index has its column."""

    dependencies = [("customers", "0001_initial"), ("search", "0003_shared")]
    operations = [migrations.RunSQL(MARK, migrations.RunSQL.noop)]
