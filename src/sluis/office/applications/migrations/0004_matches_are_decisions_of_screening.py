"""Judgements on matches become decisions of screening; what was judged stays a note.

A decision rests on the facts of both parties, which a judgement did not keep. So each
is kept as an internal note of the case, in the words, name and time it was made with,
and the match is asked again.
"""

from django.conf import settings
from django.db import migrations


def keep_as_notes(apps, schema_editor):
    note = apps.get_model("applications", "Note")
    note.objects.bulk_create(
        note(
            application_id=row.application_id,
            text=f"{row.party} {'is' if row.same else 'is not'} {row.entity}:"
            f" {row.reasons}",
            shared=False,
            by_id=row.by_id,
            at=row.at,
        )
        for row in apps.get_model("applications", "MatchFinding").objects.all()
    )


class Migration(migrations.Migration):
    """Reversible: the notes stay, and the table comes back empty."""

    dependencies = (
        ("applications", "0003_forms_act_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    )
    operations = (
        migrations.RunPython(keep_as_notes, migrations.RunPython.noop),
        migrations.DeleteModel(name="MatchFinding"),
    )
