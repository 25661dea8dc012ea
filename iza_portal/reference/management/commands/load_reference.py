from django.core.management.base import BaseCommand, CommandError

from iza_portal.reference.datasets import FileRefusedError, data_sets, shown
from iza_portal.reference.loading import load


class Command(BaseCommand):
    help = (
        "Load the reference data of all apps. A file is loaded wholly or not at all, and the first one that is refused "
        "stops the command, since later files may refer to it. Loading again changes nothing."
    )

    def handle(self, *args, **options):
        waiting = data_sets()
        loaded = []
        has_changed = False
        while waiting:
            data_set = waiting[0]
            try:
                outcome = load(data_set)
            except FileRefusedError as refusal:
                raise CommandError(self._refused(refusal, loaded, waiting)) from refusal
            loaded.append(waiting.pop(0))
            has_changed = has_changed or bool(outcome.new or outcome.changed)
            self.stdout.write(
                f"{shown(data_set.path)}: {outcome.new} new, {outcome.changed} changed, {outcome.unchanged} unchanged"
            )
            for remark in outcome.remarks:
                self.stdout.write(f"  {remark}")
        self.stdout.write("Reference data loaded." if has_changed else "Nothing changed.")

    @staticmethod
    def _refused(refusal, loaded, waiting):
        lines = [*refusal.lines(), f"Nothing of {shown(refusal.path)} was loaded."]
        if loaded:
            lines.append(f"Loaded before it: {', '.join(shown(data_set.path) for data_set in loaded)}.")
        if waiting[1:]:
            lines.append(f"Not loaded: {', '.join(shown(data_set.path) for data_set in waiting[1:])}.")
        return "\n".join(lines)
