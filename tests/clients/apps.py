"""Apps that use OAuth libraries: single-page ones that this process serves, and servers of their own."""

import contextlib
import html
import json
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

NODE_FOLDER = Path(__file__).with_name("node")
_PAGE = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>App</title>
<script type="application/json" id="settings">{settings}</script><output></output>
<script type="module" src="/app.js"></script></html>"""


class SinglePageApp:
    """One page at every path, with a script bundled from `node/apps`. Its settings may be set once its origin is known,
    as it is registered with that."""

    def __init__(self, script: str) -> None:
        command = ["node_modules/.bin/esbuild", f"apps/{script}", "--bundle", "--format=esm", "--log-level=error"]
        self.script = subprocess.run(command, cwd=NODE_FOLDER, check=True, capture_output=True).stdout
        self.settings: dict[str, Any] = {}
        app = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                is_script = self.path == "/app.js"
                self.send_header("Content-Type", "text/javascript" if is_script else "text/html")
                self.end_headers()
                self.wfile.write(app.script if is_script else app.page())

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://localhost:{self._server.server_port}"

    def page(self) -> bytes:
        return _PAGE.format(settings=html.escape(json.dumps(self.settings), quote=False)).encode()

    @contextlib.contextmanager
    def served(self) -> Iterator["SinglePageApp"]:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        yield self
        self._server.shutdown()


@contextlib.contextmanager
def server_app(script: str, port: int, *arguments: str) -> Iterator[str]:
    """A script of `node` that listens on the port, until the block ends; gives its origin."""
    command = ["node", script, str(port), *arguments]
    process = subprocess.Popen(command, cwd=NODE_FOLDER, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "listening\n"
        yield f"http://localhost:{port}"
    finally:
        process.kill()
        process.wait()
