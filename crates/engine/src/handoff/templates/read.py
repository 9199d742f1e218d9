"""Reads {name} into a DuckDB file with PyAirbyte, from where the desktop was: `python read.py`.

The cache keeps the state: each run goes on where the one before ended. Another cache of PyAirbyte takes the place of
DuckDB with one line."""

import json
import os
from pathlib import Path

os.environ.setdefault("AIRBYTE_OFFLINE_MODE", "1")  # no look-up of the connector in Airbyte's registry

import airbyte  # noqa: E402
from airbyte.caches import DuckDBCache  # noqa: E402
from airbyte_protocol.models import AirbyteStateMessage  # noqa: E402

HERE = Path(__file__).resolve().parent
NAME = "source-{id}"


def filled(value):
    """A value of config.json; `${NAME}` is taken from the environment."""
    text = value if isinstance(value, str) else ""
    return os.environ[text[2:-1]] if text.startswith("${") and text.endswith("}") else value


config = json.loads((HERE / "config.json").read_text())
source = airbyte.get_source(
    NAME,
    local_executable=HERE / NAME,
    config={name: filled(value) for name, value in config.items()},
    install_if_missing=False,
)
source.check()
source.select_streams({streams})

cache = DuckDBCache(db_path=HERE / "{id}.duckdb")
begun = HERE / "begun"
if not begun.exists():
    states = cache.get_state_writer(NAME)
    for state in json.loads((HERE / "state.json").read_text()):
        states.write_state(AirbyteStateMessage.model_validate(state))
    begun.touch()

result = source.read(cache=cache)
print(f"{result.processed_records} records")
