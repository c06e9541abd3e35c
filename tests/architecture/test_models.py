"""Links point back along the story of the data, in the database as in the code."""

import pytest
from django.apps import apps
from django.conf import settings

# From the ground up: a package may link to its own floor and below.
FLOORS = [
    ["common", "audit", "notices", "auth", "contenttypes", "sites", "schedule"],
    ["people"],
    ["joining"],
    ["rooms"],
    ["officers"],
    ["courses"],
    ["catalogue", "toolkit"],
    ["assessments", "training_sessions"],
    ["feedback"],
    ["certificates"],
    ["reports", "privacy"],
    ["portal"],
    ["demo"],
]
FLOOR = {label: number for number, labels in enumerate(FLOORS) for label in labels}


def packages():
    return [
        config
        for config in apps.get_app_configs()
        if config.label in FLOOR and not config.name.startswith(("django.", "schedule"))
    ]


MODELS = [model for config in packages() for model in config.get_models()]


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label)
def test_no_foreign_key_points_up(model):
    """A string foreign key is a dependency that no import contract sees; only the person may be named from below."""
    for field in model._meta.get_fields():
        if not field.concrete or not field.is_relation or field.related_model is None:
            continue
        target = field.related_model._meta
        if target.label == settings.AUTH_USER_MODEL:
            continue
        assert target.app_label in FLOOR, f"{field} links to {target.label}, which stands on no floor"
        assert FLOOR[target.app_label] <= FLOOR[model._meta.app_label], f"{field} points up to {target.label}"


def test_every_package_with_models_ships_its_migrations():
    """``makemigrations --check`` is silent about a package without a migrations folder."""
    for config in packages():
        if list(config.get_models()):
            assert (settings.BASE_DIR / config.name.replace(".", "/") / "migrations" / "__init__.py").exists()


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label)
def test_every_model_says_what_it_is(model):
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}(")
