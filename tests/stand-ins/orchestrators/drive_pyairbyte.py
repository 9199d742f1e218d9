"""PyAirbyte drives the program: `python drive_pyairbyte.py PROGRAM FOLDER`. Any difference from what should be is an error."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import handoff
import stub

program, folder = Path(sys.argv[1]).absolute(), Path(sys.argv[2]).absolute()
folder.mkdir(parents=True, exist_ok=True)
os.environ.update(
    AIRBYTE_OFFLINE_MODE="1", DO_NOT_TRACK="1", AIRBYTE_CACHE_ROOT=str(folder), AIRBYTE_PROJECT_DIR=str(folder)
)
server = stub.start()
(folder / "manifest.yaml").write_text(stub.MANIFEST)
# PyAirbyte calls a program with the command and its files, no more: two lines say which manifest.
executable = folder / "source-shop"
executable.write_text(f"#!/bin/sh\nexec '{program}' \"$@\" --manifest-path '{folder}/manifest.yaml'\n")
executable.chmod(0o755)
os.chdir(folder)

import airbyte  # noqa: E402
from airbyte.caches import DuckDBCache  # noqa: E402


def source(token):
    config = {"address": server.address, "token": token}
    return airbyte.get_source("source-shop", config=config, local_executable=executable, install_if_missing=False)


def same(what, found, expected):
    assert found == expected, f"{what}: {found!r}, not {expected!r}"
    print(f"  {what}: {found}")


try:
    source("wrong").check()
except airbyte.exceptions.AirbyteConnectorCheckFailedError as error:
    assert "401" in str(error), f"the check's own words are lost: {error}"
    print("  a wrong token fails the check, with the service's words")
else:
    raise AssertionError("a wrong token passes the check")

shop = source(stub.TOKEN)
shop.check()
same("streams", shop.get_available_streams(), ["customers", "orders"])
shop.select_all_streams()
cache = DuckDBCache(db_path=str(folder / "cache.duckdb"), cache_dir=folder)
first = shop.read(cache=cache)
same("records of the first read", first.processed_records, 280)
rows = cache.run_sql_query("select count(*) as n, sum(total) as total from main.orders")[0]
same("orders in DuckDB", (rows["n"], rows["total"]), (250, sum(one["total"] for one in stub.ORDERS)))
server.asked.clear()
second = source(stub.TOKEN)
second.select_streams(["orders"])
again = second.read(cache=cache)
same("the second read asks", server.asked, ["/orders?since=2026-01-28T00%3A00%3A00Z"])
last = sum(one["updated_at"].startswith("2026-01-28") for one in stub.ORDERS)
same("records of the second read", again.processed_records, last)
rows = cache.run_sql_query("select count(*) as n from main.orders")[0]
same("orders in DuckDB after it", rows["n"], 250)

# A connection that was moved here: it begins where the desktop was, and goes on from there.
project = folder / "project"
shutil.rmtree(project, ignore_errors=True)
handoff.write(project, server.address, "read.py", streams='["orders"]')
handoff.executable(project / "source-shop", f"exec '{program}' \"$@\" --manifest-path '{project}/manifest.yaml'")
for since, records in [("2026-01-27", 17), ("2026-01-28", 8)]:
    server.asked.clear()
    words = [sys.executable, "read.py"]
    done = subprocess.run(words, cwd=project, capture_output=True, text=True, env=os.environ | {"SHOP_TOKEN": stub.TOKEN})
    assert done.returncode == 0, f"read.py failed:\n{done.stdout}\n{done.stderr}"
    asked = [path for path in server.asked if path.startswith("/orders")]
    same("a moved connection asks", asked, [f"/orders?since={since}T00%3A00%3A00Z"])
    assert f"{records} records" in done.stdout, done.stdout
