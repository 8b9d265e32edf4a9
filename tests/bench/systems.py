"""The three systems: how each is installed beside the product, started and stopped."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Protocol, Self

from tests import product
from tests.repository import REPOSITORY

HERE = Path(__file__).resolve().parent
WORKSHOP = REPOSITORY / "var" / "bench"


class System(Protocol):
    """Something that speaks the wire protocol at `url` while inside its `with` block."""

    name: str
    url: str

    def install(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, *_: object) -> None: ...


class Poolhouse(product.Product):
    name = "Poolhouse"

    def __init__(self) -> None:
        WORKSHOP.mkdir(parents=True, exist_ok=True)
        self._folder = tempfile.TemporaryDirectory(dir=WORKSHOP, prefix="poolhouse-")
        super().__init__(Path(self._folder.name))

    def install(self) -> None:
        """Already there: the benchmark runs in the product's own environment."""

    def __exit__(self, *_: object) -> None:
        super().__exit__(*_)
        self._folder.cleanup()


class Peer:
    """Another server, in an environment of its own below `var/bench/`."""

    name: str
    ready_path = "/"

    def __init__(self) -> None:
        self.port = product.free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = WORKSHOP / self.name

    def install(self) -> None:
        raise NotImplementedError

    def command(self) -> list[str]:
        raise NotImplementedError

    def configure(self, run_folder: Path) -> None:
        """Write what the server reads when it starts."""

    def __enter__(self) -> Self:
        self._run_folder = tempfile.TemporaryDirectory(dir=self.folder, prefix="run-")
        run_folder = Path(self._run_folder.name)
        self.configure(run_folder)
        self._process = subprocess.Popen(
            self.command(),
            cwd=run_folder,
            env=os.environ | {"PORT": str(self.port), "HOST": "127.0.0.1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        product.wait_until_answering(f"{self.url}{self.ready_path}", self._process, 30)
        return self

    def __exit__(self, *_: object) -> None:
        product.stop(self._process)
        self._run_folder.cleanup()


class Moto(Peer):
    name = "moto"
    ready_path = "/moto-api/data.json"

    def install(self) -> None:
        if not (self.folder / "bin" / "moto_server").exists():
            subprocess.run([sys.executable, "-m", "venv", self.folder], check=True)
            pip = [self.folder / "bin" / "pip", "install", "--quiet", "-r", HERE / "moto-requirements.txt"]
            subprocess.run(pip, check=True)

    def command(self) -> list[str]:
        return [str(self.folder / "bin" / "moto_server"), "-H", "127.0.0.1", "-p", str(self.port)]


class CognitoLocal(Peer):
    name = "cognito-local"
    ready_path = "/health"

    def install(self) -> None:
        if not (self.folder / "node_modules").exists():
            shutil.copytree(HERE / "cognito-local", self.folder, dirs_exist_ok=True)
            subprocess.run(["npm", "ci", "--silent", "--ignore-scripts", "--no-audit"], cwd=self.folder, check=True)

    def configure(self, run_folder: Path) -> None:
        """Without this its users must be named by e-mail addresses, whatever CreateUserPool says."""
        (run_folder / ".cognito").mkdir()
        (run_folder / ".cognito" / "config.json").write_text('{"UserPoolDefaults": {"UsernameAttributes": []}}')

    def command(self) -> list[str]:
        return ["node", str(self.folder / "node_modules" / "cognito-local" / "lib" / "bin" / "start.js")]
