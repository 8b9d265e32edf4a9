"""Bounces and complaints, told by providers who prove who they are."""

import base64
import datetime
import json

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.utils import timezone

from notifications import outbox
from notifications.models import Message, SuppressedAddress
from notifications.webhooks import sns

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

TOPIC = "arn:aws:sns:us-east-1:123456789012:bounces"
CERTIFICATE = "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem"
SECRET = "postman:a-long-enough-secret"


@pytest.fixture
def sent():
    message = outbox.queue("email", "alice@example.com", subject="Hello", text="Hello")
    Message.objects.update(state=Message.State.SENT, provider_id="ses-1")
    return message


@pytest.fixture(scope="module")
def signer():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def certificate(signer):
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(signer.public_key())
    made = made.serial_number(1).not_valid_before(timezone.now())
    made = made.not_valid_after(timezone.now() + datetime.timedelta(days=1)).sign(signer, hashes.SHA256())
    return made.public_bytes(Encoding.PEM)


@pytest.fixture
def asked(monkeypatch, certificate):
    """What was fetched from SNS, which has the certificate."""
    fetched = []
    monkeypatch.setattr(sns, "_fetch", lambda url: fetched.append(url) or certificate)
    sns._key.cache_clear()
    yield fetched
    sns._key.cache_clear()


@pytest.fixture
def notify(client, settings, signer, asked):
    """Posts what SES tells by way of SNS, signed; `changes` are made after the signature."""
    settings.SES_TOPICS = [TOPIC]

    def post(event, version="2", changes=None, **parts):
        content = {"Type": "Notification", "MessageId": "1", "TopicArn": TOPIC, "Timestamp": "2026-01-01T00:00:00.000Z"}
        content |= {"Message": json.dumps(event), "SignatureVersion": version, "SigningCertURL": CERTIFICATE} | parts
        signed = "".join(f"{name}\n{content[name]}\n" for name in sns._SIGNED[content["Type"]] if name in content)
        algorithm = {"1": hashes.SHA1, "2": hashes.SHA256}[version]()
        signature = signer.sign(signed.encode(), padding.PKCS1v15(), algorithm)
        content |= {"Signature": base64.b64encode(signature).decode()} | (changes or {})
        return client.post("/webhooks/messages/ses", json.dumps(content), content_type="text/plain; charset=UTF-8")

    return post


def bounce(kind="Permanent", named="notificationType"):
    recipients = [{"emailAddress": "Alice@example.com", "diagnosticCode": "smtp; 550 5.1.1 unknown"}]
    return {
        named: "Bounce",
        "bounce": {"bounceType": kind, "bouncedRecipients": recipients},
        "mail": {"messageId": "ses-1"},
    }


@pytest.mark.spec("USR-53", "USR-214")
@pytest.mark.parametrize(("version", "named"), [("1", "notificationType"), ("2", "eventType")])
def test_what_bounced_at_ses_is_marked_and_sent_no_more(notify, sent, version, named):
    assert notify(bounce(named=named), version=version).status_code == 200

    sent.refresh_from_db()
    assert (sent.state, sent.last_error) == (Message.State.BOUNCED, "smtp; 550 5.1.1 unknown")
    assert SuppressedAddress.objects.get().address == "alice@example.com"


def test_a_full_mailbox_is_written_to_again(notify, sent):
    notify(bounce("Transient"))

    sent.refresh_from_db()
    assert sent.state == Message.State.BOUNCED
    assert not SuppressedAddress.objects.exists()


def test_who_complained_is_written_to_no_more(notify, sent):
    recipients = [{"emailAddress": "alice@example.com"}]
    notify(
        {"eventType": "Complaint", "complaint": {"complainedRecipients": recipients}, "mail": {"messageId": "ses-1"}}
    )

    assert SuppressedAddress.objects.get().reason == "complaint"


@pytest.mark.parametrize(
    "changes",
    [
        {"Message": "{}"},
        {"Signature": "AAAA"},
        {"Signature": "no base64"},
        {"SignatureVersion": "3"},
        {"TopicArn": f"{TOPIC}-of-eve"},
        {"Type": "Other"},
        {"Timestamp": 5},
        {"SigningCertURL": "http://sns.us-east-1.amazonaws.com/x.pem"},
        {"SigningCertURL": "https://sns.us-east-1.amazonaws.com.evil.example/x.pem"},
        {"SigningCertURL": "https://evil.example/sns.us-east-1.amazonaws.com/x.pem"},
        {"SigningCertURL": "https://sns.us-east-1.amazonaws.com@evil.example/x.pem"},
        {"SigningCertURL": "https://169.254.169.254/x.pem"},
        {"SigningCertURL": "https://[/x.pem"},
        {"SigningCertURL": None},
    ],
    ids=str,
)
def test_what_sns_did_not_sign_is_not_believed(notify, sent, asked, changes):
    assert notify(bounce(), changes=changes).status_code == 403

    assert set(asked) <= {CERTIFICATE}
    assert not SuppressedAddress.objects.exists()


def test_a_subscription_that_is_ours_is_confirmed(notify, monkeypatch):
    confirmed = []

    class Confirmed:
        raise_for_status = staticmethod(lambda: None)

    monkeypatch.setattr(sns.requests, "get", lambda url, **_: confirmed.append(url) or Confirmed)
    address = "https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&Token=1"
    told = {"Type": "SubscriptionConfirmation", "Token": "1", "SubscribeURL": address}

    assert notify({}, **told).status_code == 200
    assert notify({}, **told | {"SubscribeURL": "https://evil.example/"}).status_code == 403
    assert confirmed == [address]


@pytest.mark.parametrize("body", ["", "[]", "{", "[" * 100_000, '{"TopicArn": ["x"]}', '{"Type": {}}'], ids=range(6))
def test_nonsense_is_refused(client, settings, body):
    settings.SES_TOPICS = [TOPIC]

    assert client.post("/webhooks/messages/ses", body, content_type="text/plain").status_code in (400, 403)


@pytest.mark.parametrize("provider", ["ses", "postmark", "pigeon"])
def test_without_a_secret_there_is_no_such_address(client, provider):
    assert client.post(f"/webhooks/messages/{provider}", "{}", content_type="application/json").status_code == 404


@pytest.fixture
def post(client, settings):
    """Posts a provider's event with the secret, or with another."""
    settings.WEBHOOK_SECRET = SECRET
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}

    def tell(event, provider="postmark", secret=SECRET):
        proof = {"Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"}
        body = event if isinstance(event, str) else json.dumps(event)
        return client.post(f"/webhooks/messages/{provider}", body, content_type="application/json", headers=proof)

    return tell


POSTMARK = {"RecordType": "Bounce", "Type": "HardBounce", "MessageID": "P1", "Email": "alice@example.com"}


@pytest.mark.parametrize(
    ("event", "state", "suppressed"),
    [
        (POSTMARK, "bounced", ["bounce"]),
        (POSTMARK | {"RecordType": "SpamComplaint", "Type": "SpamComplaint"}, "sent", ["complaint"]),
        (POSTMARK | {"Type": "Transient"}, "sent", []),
        (POSTMARK | {"RecordType": "Delivery", "Recipient": "alice@example.com"}, "sent", []),
    ],
    ids=["bounce", "complaint", "soft", "delivery"],
)
def test_a_provider_of_anymails_tells(post, sent, event, state, suppressed):
    answer = post(event | {"Metadata": {"poolhouse_id": str(sent.id)}})

    sent.refresh_from_db()
    assert (answer.status_code, sent.state) == (200, state)
    assert [each.reason for each in SuppressedAddress.objects.all()] == suppressed


def test_a_wrong_secret_is_not_believed(post, sent):
    assert post(POSTMARK, secret="postman:another-long-secret").status_code == 400
    assert not SuppressedAddress.objects.exists()


@pytest.mark.parametrize("provider", ["brevo", "mailersend", "mailgun", "mailjet", "mandrill", "postal", "postmark"])
@pytest.mark.parametrize("body", ["", "{", "[]", "{}", '{"event": []}', "null"])
def test_a_providers_nonsense_is_refused_or_of_no_effect(post, provider, body):
    assert post(body, provider).status_code in (200, 400, 404)
    assert not SuppressedAddress.objects.exists()


def test_an_event_of_another_reader_marks_nothing(post, sent):
    post(POSTMARK | {"Email": "eve@example.com", "Metadata": {"poolhouse_id": str(sent.id)}})

    sent.refresh_from_db()
    assert sent.state == Message.State.SENT
