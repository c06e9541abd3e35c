"""The demo's mail page shows what was sent, to this machine, in the demo, and to nobody else."""

import pytest
from django.core.mail import EmailMessage

from lms.notices.mailstore import MailStoreBackend


@pytest.fixture
def store(settings, tmp_path):
    settings.DEMO = True
    settings.MAILERS = {
        "default": {"BACKEND": "lms.notices.mailstore.MailStoreBackend", "OPTIONS": {"folder": str(tmp_path / "mail")}}
    }
    return tmp_path / "mail"


def send(store, subject="Your training", body="Open http://127.0.0.1/en/ <b>now</b>", message_id="<1@x>"):
    mail = EmailMessage(subject, body, "a@x.org", ["amina@example.org"], headers={"Message-ID": message_id})
    MailStoreBackend(folder=str(store), alias="default").send_messages([mail])


def test_mails_are_listed_and_opened(client, db, store):
    send(store)
    page = client.get("/demo/mail/").content.decode()
    assert "Your training" in page
    name = next(store.glob("*.eml")).name
    page = client.get(f"/demo/mail/{name}/").content.decode()
    assert 'href="http://127.0.0.1/en/"' in page
    assert "<b>now" not in page


def test_a_mail_is_read_out_in_the_language_that_it_names(client, db, store):
    mail = EmailMessage(
        "Your training",
        "Texte",
        "a@x.org",
        ["amina@example.org"],
        headers={"Message-ID": "<2@x>", "Content-Language": "fr"},
    )
    MailStoreBackend(folder=str(store), alias="default").send_messages([mail])
    name = next(store.glob("*.eml")).name
    assert '<div class="card" dir="ltr" lang="fr">' in client.get(f"/demo/mail/{name}/").content.decode()


def test_an_empty_folder_says_what_to_do(client, db, store):
    assert "No mail yet" in client.get("/demo/mail/").content.decode()


def test_nothing_is_shown_outside_the_demo(client, db, store, settings):
    send(store)
    settings.DEMO = False
    assert client.get("/demo/mail/").status_code == 404


def test_nothing_is_shown_to_another_machine(client, db, store):
    send(store)
    assert client.get("/demo/mail/", REMOTE_ADDR="10.0.0.7").status_code == 404


@pytest.mark.parametrize("name", ["..%2Fdb.sqlite3", "x.eml", "0" * 32 + ".txt", "secret_key"])
def test_no_other_file_is_read(client, db, store, name):
    send(store)
    assert client.get(f"/demo/mail/{name}/").status_code == 404


def test_the_same_mail_twice_is_one_file(store):
    send(store)
    send(store)
    assert len(list(store.glob("*.eml"))) == 1
