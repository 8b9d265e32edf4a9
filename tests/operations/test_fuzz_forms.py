"""Random forms to STS, the one service that speaks no JSON."""

from urllib.parse import urlencode

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from django.test import Client
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tests.conftest import ACCESS_KEY_ID, ENDPOINT, REGION, SECRET_ACCESS_KEY
from tests.operations.dump import changed, dump

pytestmark = pytest.mark.one_database

FORM = "application/x-www-form-urlencoded; charset=utf-8"
NAMES = ("Action", "Version", "DurationSeconds", "AccessKeyId", "SerialNumber", "TokenCode", "Unheard")
ACTIONS = ("GetCallerIdentity", "GetSessionToken", "GetAccessKeyInfo", "AssumeRole", "Nonsense")
VALUES = ("900", "0", "-1", "9" * 400, "1e9", "", "\x00", "<a>&amp;", "é𝕏", "2011-06-15", ACCESS_KEY_ID, "x" * 5000)

value = st.one_of(st.sampled_from(ACTIONS), st.sampled_from(VALUES), st.text(max_size=30))
form = st.fixed_dictionaries({"Action": st.one_of(st.sampled_from(ACTIONS), value)}).flatmap(
    lambda action: st.dictionaries(st.sampled_from(NAMES[1:]), value, max_size=4).map(lambda more: action | more)
)
body = st.one_of(form.map(lambda fields: urlencode(fields, errors="replace").encode()), st.binary(max_size=60))


@pytest.mark.usefixtures("root_key", "quiet")
@seed(4)
@settings(max_examples=200, database=None, suppress_health_check=list(HealthCheck))
@given(body=body, is_signed=st.booleans())
def test_no_form_is_an_error_of_ours_and_no_refusal_changes_anything(body, is_signed):
    before = dump()
    answer = send(body, is_signed)

    assert answer.status_code < 500, body
    assert is_clean(answer, before)


def is_clean(answer, before):
    return answer.status_code < 400 or changed(before, dump()) == []


def send(body, is_signed):
    request = AWSRequest("POST", f"{ENDPOINT}/", data=body, headers={"Content-Type": FORM})
    if is_signed:
        SigV4Auth(Credentials(ACCESS_KEY_ID, SECRET_ACCESS_KEY), "sts", REGION).add_auth(request)
    headers = dict(request.headers.items()) | {"Host": "localhost:8000"}
    return Client(raise_request_exception=False).generic("POST", "/", request.data, headers=headers)
