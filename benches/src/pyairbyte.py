"""Reads the bench's stream into PyAirbyte's DuckDB cache: with a program that speaks the protocol where one is named, else
with PyAirbyte's own runtime of the manifest. `python pyairbyte.py FOLDER [PROGRAM]`, prints `records N`."""

import json
import os
import sys
from pathlib import Path

folder = Path(sys.argv[1])
os.environ.update(
    AIRBYTE_OFFLINE_MODE="1",
    DO_NOT_TRACK="1",
    AIRBYTE_CACHE_ROOT=str(folder / "cache"),
    AIRBYTE_PROJECT_DIR=str(folder),
)
os.chdir(folder)

import airbyte  # noqa: E402
from airbyte.caches import DuckDBCache  # noqa: E402

how = {"local_executable": Path(sys.argv[2])} if len(sys.argv) > 2 else {"source_manifest": folder / "manifest.yaml"}
config = json.loads((folder / "config.json").read_text())
source = airbyte.get_source("source-bench", config=config, streams=["contacts"], install_if_missing=False, **how)
name = "ours" if len(sys.argv) > 2 else "theirs"
cache = DuckDBCache(db_path=str(folder / f"{name}.duckdb"), cache_dir=folder)
result = source.read(cache=cache, force_full_refresh=True)
print(f"\nrecords {result.processed_records}", flush=True)
