"""`ProviderDetails` of SAML 2.0 providers (FED-149 to FED-151, FED-156 to FED-159, FED-245, FED-246)."""

import datetime
from collections.abc import Mapping

from django.utils import timezone

from federation.details import Checked, register
from federation.details.saml_metadata import LARGEST, Metadata, UnusableMetadata, read
from federation.models import IdentityProvider
from notifications import outgoing
from pools.actions import saml_certificates
from pools.errors import InvalidParameterException
from pools.models import UserPool

_SOURCES = {"MetadataFile", "MetadataURL"}
_SWITCHES = {"IDPSignout", "IDPInit", "EncryptedResponses"}
_ALGORITHM = "RequestSigningAlgorithm"
# `DescribeIdentityProvider` adds them; tools send back what they were told
_ADDED = {"SSORedirectBindingURI", "SLORedirectBindingURI", "ActiveEncryptionCertificate"}
_KNOWN = _SOURCES | _SWITCHES | {_ALGORITHM}

_TIMEOUT_SECONDS = 10.0
_REFRESHED_AFTER = datetime.timedelta(hours=6)  # FED-149
_AHEAD_OF_END = datetime.timedelta(minutes=5)  # also the least time between two fetches


@register(IdentityProvider.Kind.SAML.value)
class Saml:
    """What is known of the details of SAML providers."""

    def check(self, pool: UserPool, name: str, given: Mapping[str, str]) -> Checked:
        """The details, and what the provider's metadata says; that of a URL is fetched, and again at `refresh_at`.
        Raises `InvalidParameterException`."""
        details = {key: value for key, value in given.items() if key not in _ADDED}
        _check_options(details)
        now = timezone.now()
        if "MetadataURL" not in details:  # FED-150: who gave a file gives the next one too
            return Checked(details, derived=_read_file(details["MetadataFile"], now).derived)
        metadata = _fetch(details["MetadataURL"], now)
        return Checked(details, derived=metadata.derived, refresh_at=_refresh_at(metadata, now))

    def describe(self, provider: IdentityProvider) -> Mapping[str, str]:
        """Where the provider takes redirected browsers, and the certificate that it may encrypt assertions for."""
        added = {"ActiveEncryptionCertificate": saml_certificates.get_signing_certificate(provider.pool).certificate}
        if address := provider.derived.get("sso_redirect"):
            added["SSORedirectBindingURI"] = address
        if address := provider.derived.get("slo_redirect"):
            added["SLORedirectBindingURI"] = address
        return added


def _check_options(details: Mapping[str, str]) -> None:
    if unknown := sorted(set(details) - _KNOWN):
        raise InvalidParameterException(f"ProviderDetails of SAML providers have no {unknown[0]}.")
    if len(_SOURCES & set(details)) != 1:
        raise InvalidParameterException("ProviderDetails must have either MetadataFile or MetadataURL.")
    for name in sorted(_SWITCHES & set(details)):
        if details[name].lower() not in ("true", "false"):
            raise InvalidParameterException(f"{name} must be true or false.")
    if details.get(_ALGORITHM, "rsa-sha256") != "rsa-sha256":
        raise InvalidParameterException(f"{_ALGORITHM} must be rsa-sha256.")


def _read_file(document: str, now: datetime.datetime) -> Metadata:
    """What was uploaded is trusted as it is, even past the end that it states: the sample that Shibboleth makes for
    its installation ends at the moment of its making (FED-166)."""
    try:
        return read(document.strip().encode(), now)
    except UnusableMetadata as error:
        raise InvalidParameterException(str(error)) from error


def _fetch(url: str, now: datetime.datetime) -> Metadata:
    try:
        answer = outgoing.get(url, {"Accept": "*/*"}, timeout=_TIMEOUT_SECONDS, max_bytes=LARGEST)
        if answer.status != 200:
            raise UnusableMetadata(f"The answer had status {answer.status}.")
        metadata = read(answer.body, now)
        if metadata.ends_at and metadata.ends_at <= now:
            raise UnusableMetadata("The metadata has ended.")
    except (outgoing.OutgoingError, UnusableMetadata) as error:
        message = f"Error retrieving metadata from {url}"  # FED-151
        raise InvalidParameterException(message, reason=f"{message}: {error}") from error
    return metadata


def _refresh_at(metadata: Metadata, now: datetime.datetime) -> datetime.datetime:
    """Six hours on, or shortly before the metadata ends or wants to be fetched anew."""
    ends = [end - _AHEAD_OF_END for end in (metadata.ends_at, metadata.fresh_until) if end]
    return max(now + _AHEAD_OF_END, min([now + _REFRESHED_AFTER, *ends]))
