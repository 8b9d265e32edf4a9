"""Lambda functions in JavaScript, as the developer guide has them, behind an endpoint that speaks `Invoke`."""

import json
import os
import shutil
import subprocess
import urllib.request

import pytest

from notifications import delivery
from notifications.models import Message
from pools.models import Function, User
from tests.clients.conftest import NODE_FOLDER
from tests.conftest import ACCESS_KEY_ID, PASSWORD, REGION, SECRET_ACCESS_KEY
from tests.machine import install_packages, need
from tests.notifications.conftest import free_port
from tests.pools.signing_in import by_password, claims

pytestmark = [pytest.mark.one_database, pytest.mark.node]

KEY = "arn:aws:kms:us-east-1:000000000000:key/11112222-3333-4444-5555-666677778888"
EMAIL = [{"Name": "email", "Value": "carol@example.com"}]


@pytest.fixture
def endpoint(live_server, root_key, settings):
    """The address of the functions, which ask this very installation as KMS."""
    need(shutil.which("node") and shutil.which("npm"), "Node.js and npm are not installed: apt-get install nodejs npm")
    install_packages(NODE_FOLDER)
    port = free_port()
    environment = {
        "KMS_ENDPOINT": live_server.url,
        "KEY_ARN": KEY,
        "KEY_ALIAS": "arn:aws:kms:us-east-1:000000000000:alias/codes",
        "AWS_ACCESS_KEY_ID": ACCESS_KEY_ID,
        "AWS_SECRET_ACCESS_KEY": SECRET_ACCESS_KEY,
        "AWS_REGION": REGION,
    }
    command = ["node", "functions.js", str(port)]
    process = subprocess.Popen(
        command, cwd=NODE_FOLDER, stdout=subprocess.PIPE, text=True, env=os.environ | environment
    )
    assert process.stdout.readline() == "listening\n"
    settings.LAMBDA_ENDPOINTS = [f"http://127.0.0.1:{port}"]
    yield settings.LAMBDA_ENDPOINTS[0]
    process.kill()
    process.wait()


@pytest.mark.spec("TRG-01", "TRG-83", "TRG-85", "TRG-165", "TRG-216", "TRG-220", "TRG-221", "TRG-275")
def test_functions_written_for_lambda_run_unchanged(idp, app, row, endpoint, refused):
    keys = {"endpoint_url": endpoint, "access_key_id": "AKIATEST", "secret": "s" * 40}
    arns = {
        name: row(name, Function.Kind.LAMBDA, name, **keys).arn
        for name in ("pre-sign-up", "pre-token-generation", "custom-email-sender")
    }
    app.pool.lambda_config = {
        "PreSignUp": arns["pre-sign-up"],
        "PreTokenGeneration": arns["pre-token-generation"],
        "CustomEmailSender": {"LambdaVersion": "V1_0", "LambdaArn": arns["custom-email-sender"]},
        "KMSKeyID": KEY,
    }
    app.pool.save()
    who = {"ClientId": app.client_id, "Password": PASSWORD, "UserAttributes": EMAIL}

    with refused("UserLambdaValidationException") as refusal:
        idp.sign_up(Username="carl", **who)
    made = idp.sign_up(Username="carol", **who)
    id_token = claims(by_password(idp, app, "carol")["AuthenticationResult"]["IdToken"])
    idp.forgot_password(ClientId=app.client_id, Username="carol")
    [delivery.deliver(message.id) for message in Message.objects.all()]
    with urllib.request.urlopen(endpoint) as answer:
        [sent] = json.load(answer)

    text = "Cannot register users with username less than the minimum length of 5"
    assert refusal.message == f"PreSignUp failed with error {text}."
    assert made["UserConfirmed"] is True
    assert User.objects.get().is_verified("email")
    assert id_token["attribute_key"] == "attribute_value"
    assert "email" not in id_token
    assert sent == {"source": "CustomEmailSender_ForgotPassword", "code": sent["code"], "to": "carol@example.com"}
    idp.confirm_forgot_password(
        ClientId=app.client_id, Username="carol", ConfirmationCode=sent["code"], Password="Another-Horse-2"
    )
