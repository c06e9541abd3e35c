"""Redis carries hints between processes: with it news is heard at once, without it nobody is kept out."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest
import redis
import websockets

from bench import servers
from lms.rooms import wake
from tests.lms.rooms.drill import World

pytestmark = pytest.mark.process
PASSWORD = "correct horse battery"


@pytest.fixture
def site(tmp_path):
    """A real server with a Redis of its own: ``world, client of the Redis``."""
    with servers.redis() as url:
        if url is None:
            pytest.skip("redis-server is not installed")
        world = World(tmp_path, redis_url=url)
        world.prepare(4)
        world.start()
        client = redis.Redis.from_url(url)
        try:
            yield world, client
        finally:
            client.close()
            world.kill()


def connect(world, index):
    return websockets.connect(
        world.socket_url(), additional_headers=world.headers(index), origin=world.base, open_timeout=20
    )


async def say(writer, reader, client_id):
    """Write; return once the writer has the receipt and the reader the message."""
    await writer.send(json.dumps({"k": "post", "cid": client_id, "text": "hello"}))
    for connection, wanted in ((writer, "ok"), (reader, "event")):
        async with asyncio.timeout(10):
            while True:
                frame = json.loads(await connection.recv())
                if (frame["t"], frame.get("cid")) == (wanted, client_id):
                    break


def log_in(world, email):
    """The address that the log-in leads to."""
    with httpx.Client(base_url=world.base, timeout=20) as client:
        client.get("/en/accounts/login/")
        form = {"login": email, "password": PASSWORD, "csrfmiddlewaretoken": client.cookies["csrf"]}
        answer = client.post("/en/accounts/login/", data=form, headers={"Origin": world.base})
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]


async def test_news_goes_through_redis_and_a_lost_redis_keeps_nobody_out(site):
    world, client = site
    setting = (
        "import sys\nfrom allauth.account.models import EmailAddress\nfrom lms.people.models import Person\n"
        "person = Person.objects.get(email=sys.argv[1])\nperson.set_password(sys.argv[2])\nperson.save()\n"
        "EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)"
    )
    # Somebody who is in no room: a new password ends all that was open with the old one.
    email = world.people[0]["email"]
    world.python(setting, email, PASSWORD)
    with client.pubsub(ignore_subscribe_messages=True) as channel:
        channel.subscribe(wake.CHANNEL)
        async with connect(world, 1) as amina, connect(world, 2) as karim:
            await say(amina, karim, "with-redis")
            heard = next(filter(None, (channel.get_message(timeout=5) for _ in range(3))), None)
            assert heard is not None
            assert wake.parse(heard["data"])[1] == world.room

            client.shutdown(nosave=True)
            await say(amina, karim, "without-redis")
            async with connect(world, 3) as nadia:
                await say(nadia, amina, "newcomer")
            assert "/accounts/" not in log_in(world, email)
    assert [event["cid"] for event in world.log()] == ["with-redis", "without-redis", "newcomer"]
