from django.db import migrations, models


class Migration(migrations.Migration):
    """What offices wrote as the source of an item is Vietnamese; ours are loaded anew in both languages."""

    dependencies = [("workflows", "0006_clock")]

    operations = [
        migrations.RenameField("check", "source_note", "source_note_vi"),
        migrations.AddField("check", "source_note_en", models.CharField(blank=True, max_length=400)),
    ]
