"""ClickHouse's own engine (chdb) behind the part of its HTTP interface that we use.

Statements, table engines, types and the reading of Arrow streams are the product's; what is played is HTTP: the user and
the key in headers, the statement in the body or in the address with rows in the body, exceptions with their code.
"""

import http.server
import os
import re
import sys
import tempfile
import threading
import urllib.parse

import chdb.session

USER, KEY = "bench", "bench-password"
DATA = sys.argv[1]

session = chdb.session.Session(os.path.join(DATA, "data"))
session.query("CREATE DATABASE IF NOT EXISTS sales ENGINE = Atomic")
one_at_a_time = threading.Lock()


def inserted(statement, token, rows):
    """The statement with its rows in a file, which is how the engine reads them where no server does."""
    head, form = re.fullmatch(r"(INSERT INTO .*) FORMAT (\w+)", statement, re.S).groups()
    with tempfile.NamedTemporaryFile(dir=DATA, suffix=".arrow") as file:
        file.write(rows)
        file.flush()
        settings = f"SETTINGS insert_deduplication_token = '{token}'"
        session.query(f"{head} FROM INFILE '{file.name}' {settings} FORMAT {form}")
    return b""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        words = dict(urllib.parse.parse_qsl(urllib.parse.urlparse(self.path).query))
        signed = (self.headers.get("X-ClickHouse-User"), self.headers.get("X-ClickHouse-Key"))
        if signed != (USER, KEY):
            return self.fails("Code: 516. DB::Exception: Authentication failed. (AUTHENTICATION_FAILED)")
        try:
            with one_at_a_time:
                if "query" in words:
                    token = words.get("insert_deduplication_token", "")
                    answer = inserted(words["query"], token, body)
                else:
                    form = words.get("default_format", "TSV")
                    answer = session.query(body.decode(), form).bytes()
        except Exception as error:
            return self.fails(str(error))
        self.send_response(200)
        self.ends(answer)

    def fails(self, text):
        code = re.search(r"Code: (\d+)", text)
        self.send_response(500 if code is None or code[1] != "516" else 403)
        self.send_header("X-ClickHouse-Exception-Code", code[1] if code else "1000")
        self.ends(text.encode())

    def ends(self, body):
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
