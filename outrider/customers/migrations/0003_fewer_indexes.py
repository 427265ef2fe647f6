import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The indexes of owner and department with the name serve the keys alone as well."""

    dependencies = [("customers", "0002_shared_in_search"), ("identity", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="customer",
            name=name,
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=to,
            ),
        )
        for name, to in (("owner", "identity.person"), ("department", "identity.department"))
    ]
