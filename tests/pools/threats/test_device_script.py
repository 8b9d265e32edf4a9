"""The script by which apps tell of a user's device."""

import shutil
import subprocess
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from pools.models import AuditEvent
from tests.conftest import PASSWORD
from tests.machine import need

_ASK = """
const kept = {};
globalThis.localStorage = { getItem: (name) => kept[name], setItem: (name, text) => { kept[name] = text; } };
Object.defineProperty(globalThis, "navigator", { value: { userAgent: "%s", platform: "Linux", language: "de" } });
require("%s");
const ask = () => AmazonCognitoAdvancedSecurityData.getData("alicé", "us-east-1_x", "client");
console.log(ask() + "\\n" + ask());
"""
_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36"


@pytest.mark.node
@pytest.mark.spec("SEC-235", "SEC-210", "SEC-204")
def test_what_the_script_gives_is_understood(idp, app, alice, guarded, tmp_path):
    need(shutil.which("node"), "Node.js is not installed: apt-get install nodejs")
    guarded("AUDIT")
    script = Path(finders.find("hostedui/amazon-cognito-advanced-security-data.js"))
    (tmp_path / "ask.js").write_text(_ASK % (_AGENT, script))
    run = subprocess.run(["node", tmp_path / "ask.js"], capture_output=True, text=True, check=True, timeout=30)

    [
        idp.initiate_auth(
            ClientId=app.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "alice", "PASSWORD": PASSWORD},
            UserContextData={"EncodedData": encoded},
        )
        for encoded in run.stdout.split()
    ]

    first, second = (event.detail["context"] for event in AuditEvent.objects.filter(name="InitiateAuth"))
    assert first["device"] == "Chrome, Linux"
    assert first["device_id"] == second["device_id"]
