"""The nine finished trainings, from the rosters that the project keeps, with what was recorded in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from assessments.models import AssessmentLesson, Purpose
from certificates.actions.issue import issue_due
from certificates.models import CertificateDesign
from courses.actions.apply_roster import apply_roster
from courses.actions.check_roster import check_roster
from courses.actions.import_trainings import import_trainings
from courses.models import Stage, Training, TrainingStaff
from lms.demo import history
from lms.demo.cast import GRADUATE, give_login
from lms.people.models import Person
from sessions.actions.agenda import make_agenda
from sessions.models import TrainingSession

DATA = Path(__file__).resolve().parent / "data"
# The two smallest, for tests and screenshots that need not wait.
SMALL = ("singapore-2023", "harare-2023")
HOME_OF_GRADUATE = "singapore-2023"


def load_finished(
    *, trainer: Person, coordinator: Person, size: str, tell: Callable[[str], None]
) -> dict[str, Training]:
    """Bring in trainings and rosters by the same actions as the pages, then their recorded history."""
    CertificateDesign.objects.create(first_signatory="Helena Brandt", second_signatory="Samuel Adeyemi")
    import_trainings(data=(DATA / "trainings.csv").read_bytes(), actor=coordinator)
    rosters = {path.stem: path for path in sorted((DATA / "rosters").iterdir())}
    wanted = [slug for slug in rosters if size == "full" or slug in SMALL]
    Training.objects.exclude(slug__in=wanted).filter(slug__in=rosters).delete()
    loaded = {}
    for slug in wanted:
        training = Training.objects.select_related("course").get(slug=slug)
        tell(training.title)
        roster = check_roster(
            training=training, data=rosters[slug].read_bytes(), file_name=rosters[slug].name, actor=coordinator
        )
        apply_roster(roster=roster, actor=coordinator)
        TrainingStaff.objects.create(training=training, person=trainer)
        if slug == HOME_OF_GRADUATE:
            _name_graduate(training)
        _recall(training, coordinator)
        loaded[slug] = training
    return loaded


def _name_graduate(training: Training) -> None:
    """One officer of the Singapore roster is the graduate of the cast: she reads Chinese."""
    seat = history.people_of(training)[0]
    give_login(seat.person, GRADUATE, language="zh-hans", time_zone="Asia/Singapore")


def _recall(training: Training, coordinator: Person) -> None:
    """Agenda, attendance, tests, feedback and certificates of a training that is over."""
    dice = history.chance_of(training)
    make_agenda(training=training)
    people = history.people_of(training)
    history.attend(training, people, dice)
    tests = {
        one.purpose: one
        for one in AssessmentLesson.objects.filter(module__course=training.course_id).select_related("assessment")
    }
    for purpose, skill, share in ((Purpose.PRE, 0.52, 0.97), (Purpose.POST, 0.83, 0.94)):
        takers = [one for index, one in enumerate(people) if index == 0 or dice.random() < share]
        at = TrainingSession.objects.get(training=training, lesson=tests[purpose]).starts_at
        # The first of the list is the graduate: everything done.
        history.take_test(tests[purpose], takers, dice, skill=skill, at=at, sure=people[:1])
    history.read_lessons(training, [one for one in people if dice.random() < 0.7 or one is people[0]])
    history.rate(training, people, dice, share=0.8, mood=4.3 + dice.random() * 0.4)
    issue_due(training=training, actor=coordinator, announce=False)
    Training.objects.filter(pk=training.pk).update(stage=Stage.REPORTED)
