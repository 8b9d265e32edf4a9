"""A worker that is killed outright loses no message and sends none twice."""

import os
import signal

import pytest

from tests.clients.conftest import PASSWORD, make_shop
from tests.clients.mail import wait_until

pytestmark = pytest.mark.server

SECONDS_TO_RECOVER = 60
SECONDS_OF_A_LEASE = 24  # a message that a lost worker held is due again after that


@pytest.fixture(scope="module")
def mailing_shop(mailing_server, idp_at):
    return make_shop(idp_at(mailing_server))


@pytest.fixture
def sign_up(mailing_server, idp_at, mailing_shop):
    """Signs somebody up, and confirms by the code that came by mail."""
    idp = idp_at(mailing_server)

    class SignUp:
        def __init__(self, username):
            self.username, self.address = username, f"{username}@example.com"
            attributes = [{"Name": "email", "Value": self.address}]
            idp.sign_up(
                ClientId=mailing_shop.client_id, Username=username, Password=PASSWORD, UserAttributes=attributes
            )

        def confirm(self, code):
            idp.confirm_sign_up(ClientId=mailing_shop.client_id, Username=self.username, ConfirmationCode=code)

    return SignUp


def test_a_code_comes_by_mail(postbox, sign_up):
    carol = sign_up("carol")

    carol.confirm(postbox.code_for(carol.address))


def test_a_worker_killed_before_it_took_the_message_loses_nothing(mailing_server, postbox, sign_up):
    worker = mailing_server.part("worker")
    os.kill(worker, signal.SIGSTOP)
    dave = sign_up("dave")

    os.kill(worker, signal.SIGKILL)

    dave.confirm(postbox.code_for(dave.address))
    wait_until(lambda: is_replaced(mailing_server, worker), SECONDS_TO_RECOVER, "new worker")
    assert len(postbox.to(dave.address)) == 1


def test_a_worker_killed_while_it_talks_to_the_mail_server_loses_nothing(mailing_server, postbox, sign_up):
    address = "erin@example.com"
    postbox.keeps_waiting.add(address)
    erin = sign_up("erin")
    wait_until(lambda: address in postbox.talks, SECONDS_TO_RECOVER, "talk with the mail server")

    os.kill(mailing_server.part("worker"), signal.SIGKILL)
    postbox.keeps_waiting.clear()

    wait_until(lambda: postbox.to(address), SECONDS_OF_A_LEASE + SECONDS_TO_RECOVER, "mail after the lease")
    erin.confirm(postbox.code_for(address))
    assert len(postbox.to(address)) == 1


def is_replaced(server, worker):
    """Whether the supervisor has started another one."""
    try:
        return server.part("worker") != worker
    except (StopIteration, FileNotFoundError):
        return False
