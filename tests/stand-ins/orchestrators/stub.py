"""A small service on loopback with orders and customers, and the manifest that reads it."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

TOKEN = "a-token-for-tests"
ORDERS = [{"id": n, "total": n * 1.5, "updated_at": f"2026-01-{1 + n % 28:02}T00:00:00Z"} for n in range(1, 251)]
CUSTOMERS = [{"id": n, "name": f"Customer {n}", "address": {"city": "Zürich"}} for n in range(1, 31)]
PAGE = 100

MANIFEST = """\
version: 7.0.0
type: DeclarativeSource
check: {type: CheckStream, stream_names: [customers]}
definitions:
  retriever:
    type: SimpleRetriever
    requester:
      type: HttpRequester
      url_base: "{{ config['address'] }}"
      path: "/{{ parameters['name'] }}"
      authenticator: {type: BearerAuthenticator, api_token: "{{ config['token'] }}"}
    record_selector:
      type: RecordSelector
      extractor: {type: DpathExtractor, field_path: [data]}
    paginator:
      type: DefaultPaginator
      page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: page}
      pagination_strategy: {type: PageIncrement, page_size: 100, start_from_page: 1}
streams:
  - type: DeclarativeStream
    name: customers
    primary_key: [id]
    $parameters: {name: customers}
    retriever: {$ref: "#/definitions/retriever"}
    schema_loader:
      type: InlineSchemaLoader
      schema:
        type: object
        properties:
          id: {type: integer}
          name: {type: [string, "null"]}
          address: {type: [object, "null"]}
  - type: DeclarativeStream
    name: orders
    primary_key: [id]
    $parameters: {name: orders}
    retriever: {$ref: "#/definitions/retriever"}
    incremental_sync:
      type: DatetimeBasedCursor
      cursor_field: updated_at
      datetime_format: "%Y-%m-%dT%H:%M:%SZ"
      start_datetime: "2026-01-01T00:00:00Z"
      start_time_option: {type: RequestOption, inject_into: request_parameter, field_name: since}
    schema_loader:
      type: InlineSchemaLoader
      schema:
        type: object
        properties:
          id: {type: integer}
          total: {type: [number, "null"]}
          updated_at: {type: string, format: date-time}
spec:
  type: Spec
  connection_specification:
    type: object
    required: [address, token]
    properties:
      address: {type: string}
      token: {type: string, airbyte_secret: true}
"""


class Service(BaseHTTPRequestHandler):
    """Pages of the records that changed since a moment, for whoever has the token."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        url = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        records = {"/orders": ORDERS, "/customers": CUSTOMERS}.get(url.path)
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            return self.answer(401, {"message": "The token is wrong."})
        if records is None:
            return self.answer(404, {"message": "There is no such thing."})
        self.server.asked.append(self.path)
        new = [one for one in records if one.get("updated_at", "9") >= query.get("since", "")]
        first = PAGE * (int(query.get("page", 1)) - 1)
        return self.answer(200, {"data": new[first : first + PAGE]})

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def start():
    """The service, running; `asked` holds the paths that were asked for."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.address = f"http://127.0.0.1:{server.server_port}"
    return server
