"""Move the once-only keys of forms to where every form has them."""

from django.db import migrations


def _told(act: str, reference: str) -> str:
    return f"application.{act}" + ("" if act == "started" else f" {reference}")


def move(apps, schema_editor):
    sent = apps.get_model("once", "Sent")
    sent.objects.bulk_create(
        sent(
            user_id=row.user_id,
            key=row.key,
            act=_told(row.act, row.application.reference),
            thing=str(row.application_id),
            sent_at=row.at,
        )
        for row in apps.get_model("applications", "Done").objects.select_related(
            "application"
        )
    )


def move_back(apps, schema_editor):
    moved = apps.get_model("once", "Sent").objects.filter(
        act__startswith="application."
    )
    done = apps.get_model("applications", "Done")
    done.objects.bulk_create(
        done(
            user_id=row.user_id,
            key=row.key,
            act=row.act.removeprefix("application.").split()[0],
            application_id=int(row.thing),
            at=row.sent_at,
        )
        for row in moved
    )
    moved.delete()


class Migration(migrations.Migration):
    """Reversible: a key is kept wherever it stands."""

    dependencies = (("applications", "0002_kept"), ("once", "0001_forms"))
    operations = (
        migrations.RunPython(move, move_back),
        migrations.DeleteModel(name="Done"),
    )
