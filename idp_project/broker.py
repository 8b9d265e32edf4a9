"""The embedded broker: kombu's folder of files, made safe for readers that look while a writer writes."""

import os
import time
import uuid
from pathlib import Path
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]  # kombu names it so
        """Show the file to readers only when it is whole.

        kombu creates it under its final name and then fills it, but takes no lock for reading: a worker that polls at
        that moment takes away an empty file and stumbles over it.
        """
        path = Path(self.data_folder_out) / f"{time.time_ns()}_{uuid.uuid4()}.{queue}.msg"
        unfinished = path.with_suffix(".part")
        unfinished.write_text(dumps(payload))
        os.replace(unfinished, path)


class Transport(filesystem.Transport):
    Channel = Channel
