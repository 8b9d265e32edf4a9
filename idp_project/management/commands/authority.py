"""`manage.py authority`: the certificate that browsers and tools are to trust for POOLHOUSE_TLS=local."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from idp_project import authority


class Command(BaseCommand):
    help = "Print the certificate of the local authority; where it is, and how to trust it, goes to standard error."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            authority.ensure_authority(settings.DATA_DIR)
        except (authority.Unreadable, OSError) as error:
            raise CommandError(str(error)) from error
        path = authority.certificate_path(settings.DATA_DIR)
        self.stdout.write(path.read_text(), ending="")
        self.stderr.write(_HINTS.format(path=path))


_HINTS = """{path}

Trust it where you open Poolhouse, and take it out again when you no longer need it:
  Debian, Ubuntu   cp {path} /usr/local/share/ca-certificates/poolhouse.crt && update-ca-certificates
  macOS            security add-trusted-cert -k ~/Library/Keychains/login.keychain-db {path}
  Windows          certutil -user -addstore Root {path}
  Firefox          Settings, Certificates, Authorities, Import
  AWS CLI, boto3   AWS_CA_BUNDLE={path}
  Node.js          NODE_EXTRA_CA_CERTS={path}
  curl             curl --cacert {path}"""
