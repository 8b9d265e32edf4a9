"""`manage.py certificate`: the certificates of custom domains, from files and back into files for a proxy."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pools.actions import certificate_files, certificates
from pools.caller import Caller, Via
from pools.errors import PoolError
from pools.models import Certificate

_PAGE = 100


class Command(BaseCommand):
    help = "List, import, delete or export the certificates of custom domains."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("list", help="ARN, end and names of each")
        importing = commands.add_parser("import", help="keep a certificate and print its ARN")
        importing.add_argument("--certificate", type=Path, required=True, help="PEM; the chain may follow in it")
        importing.add_argument("--key", type=Path, required=True, help="PEM, without a passphrase")
        importing.add_argument("--chain", type=Path, help="PEM")
        importing.add_argument("--arn", help="renew the certificate of this ARN")
        commands.add_parser("delete", help="delete a certificate that no domain uses").add_argument("arn")
        exporting = commands.add_parser("export", help="write <domain>.pem and <domain>.key of each domain for a proxy")
        exporting.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['command']}")(options)
        except PoolError as error:
            raise CommandError(error.message) from error
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from error

    def _list(self, options: dict[str, Any]) -> None:
        for each in _all():
            self.stdout.write(f"{each.arn}  ends {each.not_after:%Y-%m-%d}  {each}")

    def _import(self, options: dict[str, Any]) -> None:
        kept = certificates.import_certificate(
            options["certificate"].read_text(),
            options["key"].read_text(),
            certificate_chain=options["chain"].read_text() if options["chain"] else "",
            replaces=certificates.get_certificate_by_arn(options["arn"]) if options["arn"] else None,
            caller=Caller(via=Via.COMMAND),
        )
        self.stdout.write(kept.arn)

    def _delete(self, options: dict[str, Any]) -> None:
        certificates.delete_certificate(
            certificates.get_certificate_by_arn(options["arn"]), caller=Caller(via=Via.COMMAND)
        )

    def _export(self, options: dict[str, Any]) -> None:
        folder: Path = options["folder"]
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        wanted: set[str] = set()
        for each in _all():
            for domain in certificates.domains_of(each):
                certificate_files.write(folder / f"{domain.domain}.key", each.private_key)
                certificate_files.write(folder / f"{domain.domain}.pem", each.chain)
                wanted.add(domain.domain)
        self.stdout.write("\n".join(sorted(wanted)))


def _all() -> list[Certificate]:
    found, token = certificates.list_certificates(limit=_PAGE)
    while token:
        more, token = certificates.list_certificates(limit=_PAGE, token=token)
        found += more
    return found
