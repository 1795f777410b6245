"""Runs of standing queries, kept until they are taken."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("custody", "0002_epcis"),
    ]

    operations = [
        migrations.AddField(
            model_name="subscription",
            name="not_before",
            field=models.DateTimeField(default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="subscription",
            index=models.Index(fields=["not_before"], name="subscription_by_time"),
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("document", models.BinaryField()),
                ("events", models.PositiveIntegerField()),
                ("created_at", models.DateTimeField()),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("last_error", models.CharField(default="", max_length=500)),
                ("delivered_at", models.DateTimeField(null=True)),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="custody.subscription",
                    ),
                ),
            ],
            options={
                "ordering": ("-number",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subscription", "number"), name="delivery_counts_once"
                    )
                ],
            },
        ),
    ]
