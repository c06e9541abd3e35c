"""Write an announcement of the house into a room; open pages show it within about a second."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lms.common.errors import Refused
from lms.rooms.actions import say
from lms.rooms.models import Room


class Command(BaseCommand):
    help = "Writes a message into a live room, as the team or under --name."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("room", type=int, help="number of the room, as in its address")
        parser.add_argument("text")
        parser.add_argument("--name", default="AI for Safer Children")
        parser.add_argument("--language", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        room = Room.objects.filter(pk=options["room"]).first()
        if room is None:
            raise CommandError(f"There is no room {options['room']}.")
        try:
            event = say(room=room, text=options["text"], name=options["name"], language=options["language"])
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{room.pk}/{event.number}")
