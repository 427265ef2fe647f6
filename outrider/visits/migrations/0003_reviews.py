import django.db.models.deletion
import django.db.models.manager
import outrider.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0003_invitations"),
        ("visits", "0002_planned_days"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=outrider.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("deleted_at", models.DateTimeField(null=True)),
                ("custom", models.JSONField(default=dict)),
                ("occurred_at", models.DateTimeField()),
                ("business_date", models.DateField()),
                ("title", models.CharField(blank=True, max_length=120)),
                ("kind", models.CharField(max_length=10)),
                ("status", models.CharField(default="open", max_length=10)),
                ("grounds", models.JSONField(default=list)),
                ("entries", models.JSONField(default=list)),
                ("decision", models.CharField(blank=True, default="", max_length=10)),
                ("reason", models.CharField(blank=True, default="", max_length=500)),
                ("decided_at", models.DateTimeField(null=True)),
                ("appealed_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
                "base_manager_name": "all_objects",
            },
            managers=[
                ("objects", django.db.models.manager.Manager()),
                ("all_objects", django.db.models.manager.Manager()),
            ],
        ),
        migrations.RemoveIndex(
            model_name="visit",
            name="visit_for_review",
        ),
        migrations.RemoveIndex(
            model_name="visitphoto",
            name="photo_reused",
        ),
        migrations.AddField(
            model_name="visitphoto",
            name="apart",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="visitphoto",
            name="band_0",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="visitphoto",
            name="band_1",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="visitphoto",
            name="band_2",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="visitphoto",
            name="band_3",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="visitphoto",
            name="dhash",
            field=models.CharField(blank=True, default="", max_length=16),
        ),
        migrations.AddField(
            model_name="visitphoto",
            name="like",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="visits.visitphoto",
            ),
        ),
        migrations.AddIndex(
            model_name="visitphoto",
            index=models.Index(
                condition=models.Q(("band_0__isnull", False)), fields=["band_0"], name="photo_band_0"
            ),
        ),
        migrations.AddIndex(
            model_name="visitphoto",
            index=models.Index(
                condition=models.Q(("band_1__isnull", False)), fields=["band_1"], name="photo_band_1"
            ),
        ),
        migrations.AddIndex(
            model_name="visitphoto",
            index=models.Index(
                condition=models.Q(("band_2__isnull", False)), fields=["band_2"], name="photo_band_2"
            ),
        ),
        migrations.AddIndex(
            model_name="visitphoto",
            index=models.Index(
                condition=models.Q(("band_3__isnull", False)), fields=["band_3"], name="photo_band_3"
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="created_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="decided_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="department",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="identity.department",
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="rep",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="visit",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reviews",
                to="visits.visit",
            ),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["rep", "-occurred_at"], name="review_rep"),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(
                condition=models.Q(("status__in", ("open", "explained", "appealed"))),
                fields=["occurred_at"],
                name="review_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(fields=("visit", "kind"), name="review_once"),
        ),
    ]
