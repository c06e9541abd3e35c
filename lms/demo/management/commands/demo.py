"""``demo``: the demo world, once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.common.errors import Refused
from lms.common.terminal import ProgressBar
from lms.demo.cast import PASSWORD, logins
from lms.demo.load import load_demo

STEPS = {"full": 14, "small": 7}


class Command(BaseCommand):
    help = "Loads the demo world into an empty database; a second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--size", choices=sorted(STEPS), default="full", help="small: two of the nine trainings")

    def handle(self, *args: Any, **options: Any) -> None:
        bar = ProgressBar(STEPS[options["size"]])
        try:
            is_new = load_demo(size=options["size"], tell=bar.step)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        finally:
            bar.close()
        if is_new:
            self.stdout.write("The demo world is loaded. Its people, dates and places are made up.")
        else:
            self.stdout.write("The demo world is here already; nothing was changed.")
        self.stdout.write(f"Open {settings.BASE_URL} and log in with the password {PASSWORD}")
        for address, about in logins():
            self.stdout.write(f"  {address:<30} {about}")
