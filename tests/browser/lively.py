"""A room in which a lot is said: sixty messages in six languages, questions, hands, and a poll that runs."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from lms.people.models import Person
from lms.rooms.actions import (
    answer_question,
    ask_question,
    hide_message,
    move_hand,
    post_message,
    start_poll,
    upvote,
    vote,
)
from sessions.live import room_of
from sessions.models import TrainingSession

SAID = (
    ("en", "Good morning from Kisumu."),
    ("ar", "صباح الخير، هل يمكن تكبير الشريحة قليلاً؟ الجدول في أسفلها لا يُقرأ على الهاتف."),
    ("fr", "Bonjour. Chez nous le réquisitoire doit nommer l’outil et sa version ; qui les note dans le dossier ?"),
    ("en", "We note tool, version, settings and the hash of the input in one line of the case diary."),
    ("zh-hans", "请问这个工具的结果可以作为证据吗？"),
    ("ru", "У нас результат принимают только вместе с заключением специалиста."),
    ("es", "En Lima lo hacemos igual: primero la persona, después la máquina."),
    ("en", "https://example.org/a/very/long/address/that/does/not/break/anywhere/because/it/has/no/blanks?and=a&query=too"),
    ("en", "Thank you."),
    ("ar", "شكراً جزيلاً. النسخة 4.2 من الأداة تعمل عندنا منذ شهرين."),
)  # fmt: skip
QUESTIONS = (
    ("en", "How do we explain a tool’s result to a judge who has never seen it, and who has ten minutes for it?"),
    ("ar", "من يقرر متى يجب إيقاف الأداة؟"),
    ("fr", "Une petite unité peut-elle partager une licence avec un district voisin ?"),
    ("ru", "Можно ли проверить точность на своих данных до покупки, и кто подписывает протокол такой проверки?"),
)
POLL = "Which step costs your unit most time today?"
OPTIONS = (
    "Finding the tool that fits",
    "The legal basis, and getting it signed by the three offices that have to sign it",
    "Looking at what the tool has found",
    "Writing it down",
)


def fill(sessions: list[TrainingSession], trainer: Person, people: list[Person]) -> None:
    """Talk in the room of the session that goes on now; if none does, of the last that counts."""
    now = timezone.now()
    rooms = [one for one in sessions if not one.is_break and not one.is_cancelled]
    near = min(rooms, key=lambda one: abs(one.starts_at + dt.timedelta(minutes=20) - now))
    room = room_of(near)
    for number in range(60):
        language, text = SAID[number % len(SAID)]
        speaker = trainer if number % 7 == 3 else people[number % len(people)]
        event = post_message(room=room, person=speaker, text=text, client_id=f"states-{number}", language=language)
    hide_message(room=room, person=trainer, number=event.number, client_id="states-hide", reason="off topic")
    asked = []
    for number, (language, text) in enumerate(QUESTIONS):
        one = ask_question(
            room=room, person=people[number], text=text, client_id=f"states-q{number}", language=language
        )
        assert one is not None
        asked.append(one.number)
        for person in people[4 : 14 - 2 * number]:
            upvote(room=room, person=person, number=one.number, on=True)
    answer_question(room=room, person=trainer, number=asked[0], client_id="states-answer")
    move_hand(room=room, person=people[5], up=True)
    poll = start_poll(room=room, person=trainer, text=POLL, options=OPTIONS, client_id="states-poll", language="en")
    assert poll is not None
    for number, person in enumerate(people[2:14]):
        vote(room=room, person=person, number=poll.number, option=(0, 1, 1, 2)[number % 4])
