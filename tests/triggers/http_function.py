"""A small HTTP server that a test tells how to answer: a webhook, or an endpoint of Lambda's `Invoke`."""

import contextlib
import http.server
import threading


class HttpFunction:
    """Keeps each request's headers and body; answers `reply(server, number of the request)`."""

    def __init__(self):
        self.requests = []
        self.status, self.headers, self.body = 200, {}, None
        self.hangs = threading.Event()
        self.hangs.set()
        self.url = ""

    def answer(self, status=200, body=None, **headers):
        self.status, self.body = status, body
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


@contextlib.contextmanager
def serving():
    function = HttpFunction()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            function.requests.append((self.path, dict(self.headers.items()), body))
            function.hangs.wait(10)
            answer = body if function.body is None else function.body
            with contextlib.suppress(OSError):  # whoever waited may have gone
                self.send_response(function.status)
                for name, value in function.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    function.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield function
    finally:
        function.hangs.set()
        server.shutdown()
        server.server_close()
