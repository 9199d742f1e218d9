"""dlt's declarative REST source into DuckDB. `python dlt_run.py FOLDER`, prints `records N`."""

import json
import os
import sys
from pathlib import Path

folder = Path(sys.argv[1])
os.environ.update(DLT_DATA_DIR=str(folder / "dlt"), RUNTIME__DLTHUB_TELEMETRY="false", RUNTIME__LOG_LEVEL="WARNING")

import dlt  # noqa: E402
from dlt.sources.rest_api import rest_api_source  # noqa: E402

config = json.loads((folder / "config.json").read_text())
source = rest_api_source(
    {
        "client": {
            "base_url": config["address"] + "/",
            "auth": {"type": "bearer", "token": config["token"]},
            "paginator": {"type": "cursor", "cursor_path": "paging.next.after", "cursor_param": "after"},
        },
        "resources": [
            {
                "name": "contacts",
                "primary_key": "id",
                "write_disposition": "append",
                "endpoint": {"path": "contacts", "params": {"limit": 100}, "data_selector": "results"},
            }
        ],
    }
)
pipeline = dlt.pipeline(
    "bench",
    destination=dlt.destinations.duckdb(str(folder / "dlt.duckdb")),
    dataset_name="bench",
    pipelines_dir=str(folder / "pipelines"),
)
# The faster of its loaders.
pipeline.run(source, loader_file_format="parquet")
with pipeline.sql_client() as client:
    (rows,) = client.execute_sql("SELECT count(*) FROM contacts")[0]
print(f"\nrecords {rows}", flush=True)
