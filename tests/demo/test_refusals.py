import pytest
from django.core.management import CommandError, call_command

from iza_portal.accounts.models import User


@pytest.mark.parametrize("command", ["load_demo", "demo_accounts"])
def test_outside_the_demonstration_the_commands_refuse(db, settings, command):
    settings.DEMO = False
    with pytest.raises(CommandError, match="not a demonstration"):
        call_command(command)
    assert not User.objects.exists()


def test_without_regions_the_command_says_what_to_do_first(db, settings):
    settings.DEMO = True
    with pytest.raises(CommandError, match="load_reference"):
        call_command("load_demo")
    assert not User.objects.exists()
