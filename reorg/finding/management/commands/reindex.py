from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reorg.finding.indexing import differences, rebuild


class Command(BaseCommand):
    help = "Fill the index of the search box anew, or say whether it is what it ought to be (--check)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; exit code 1 when something differs")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"]:
            for kind, count in rebuild().items():
                self.stdout.write(f"{kind}: {count}")
        elif wrong := differences():
            raise CommandError(
                "; ".join(f"{kind}: {len(keys)} differ, first {keys[0]}" for kind, keys in wrong.items())
            )
        else:
            self.stdout.write("The index says what the tables say.")
