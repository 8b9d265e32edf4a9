"""Where exported files go: a folder, or a bucket of S3 or of what speaks like it."""

import functools
import os
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import botocore.session
from botocore.config import Config


def put(target: str, name: str, content: bytes) -> None:
    """Put a file there, whole or not at all, in the place of one of the same name. Raises what the file system or
    botocore raises."""
    parts = urlsplit(target)
    if parts.scheme == "file":
        _put_in_folder(Path(unquote(parts.path)) / name, content)
        return
    prefix = parts.path.strip("/")
    _s3(parts.query).put_object(
        Bucket=parts.netloc, Key=f"{prefix}/{name}" if prefix else name, Body=content, ContentType="application/gzip"
    )


def _put_in_folder(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


@functools.cache
def _s3(query: str) -> Any:
    """Credentials come as every AWS tool takes them: from the environment, a profile or the machine's role."""
    options = {name: values[0] for name, values in parse_qs(query).items()}
    return botocore.session.get_session().create_client(
        "s3",
        endpoint_url=options.get("endpoint"),
        region_name=options.get("region", "us-east-1"),
        config=Config(connect_timeout=5, read_timeout=30, retries={"total_max_attempts": 3}),
    )
