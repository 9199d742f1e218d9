"""A tap of the Singer SDK, piped into a Singer target for DuckDB.
`python singer_run.py FOLDER TARGET SETTINGS FILE`, prints `records N`; with FOLDER alone it is the tap."""

import json
import subprocess
import sys
from pathlib import Path

TEXTS = (
    "hs_object_id email firstname lastname phone company jobtitle lifecyclestage hs_lead_status website "
    "hubspot_owner_id num_associated_deals total_revenue hs_analytics_source notes createdate lastmodifieddate"
).split()


def tap(folder):
    from singer_sdk import RESTStream, Tap
    from singer_sdk import typing as th
    from singer_sdk.authenticators import BearerTokenAuthenticator
    from singer_sdk.pagination import JSONPathPaginator

    config = json.loads((folder / "config.json").read_text())

    class Contacts(RESTStream):
        name = "contacts"
        path = "/contacts"
        primary_keys = ("id",)
        records_jsonpath = "$.results[*]"
        url_base = config["address"]
        schema = th.PropertiesList(
            th.Property("id", th.StringType),
            th.Property("createdAt", th.DateTimeType),
            th.Property("updatedAt", th.DateTimeType),
            th.Property("archived", th.BooleanType),
            *[th.Property(name, th.StringType) for name in TEXTS],
        ).to_dict()

        @property
        def authenticator(self):
            return BearerTokenAuthenticator(token=config["token"])

        def get_new_paginator(self):
            return JSONPathPaginator("$.paging.next.after")

        def get_url_params(self, context, next_page_token):
            return {"limit": 100} | ({"after": next_page_token} if next_page_token else {})

        def post_process(self, row, context=None):
            return row | row.pop("properties")

    class Bench(Tap):
        name = "tap-bench"
        config_jsonschema = th.PropertiesList().to_dict()

        def discover_streams(self):
            return [Contacts(self)]

    Bench(config={}).sync_all()


if len(sys.argv) == 2:
    tap(Path(sys.argv[1]))
else:
    folder, target, settings, file = sys.argv[1:]
    source = subprocess.Popen([sys.executable, __file__, folder], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    subprocess.run([target, "--config", settings], stdin=source.stdout, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    if source.wait():
        sys.exit("the tap failed")
    import duckdb

    (rows,) = duckdb.connect(file, read_only=True).execute("SELECT count(*) FROM contacts").fetchone()
    print(f"\nrecords {rows}", flush=True)
