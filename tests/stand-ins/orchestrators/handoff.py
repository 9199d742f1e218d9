"""A project as `headwater handoff` writes it, made of the same templates around the stub's manifest."""

import json
from pathlib import Path

import stub

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = ROOT / "crates/engine/src/handoff/templates"
# Orders up to the twenty-seventh are on the desktop already.
STATE = [
    {
        "type": "STREAM",
        "stream": {"stream_descriptor": {"name": "orders"}, "stream_state": {"updated_at": "2026-01-27T00:00:00Z"}},
    }
]
CONFIG = {"token": "${SHOP_TOKEN}"}


def write(folder, address, template, **values):
    """The files that every project has, and one made of a template."""
    folder.mkdir(parents=True)
    (folder / "manifest.yaml").write_text(stub.MANIFEST)
    (folder / "config.json").write_text(json.dumps({"address": address, **CONFIG}))
    (folder / "state.json").write_text(json.dumps(STATE))
    (folder / "state.meltano.json").write_text(json.dumps({"singer_state": {"airbyte": STATE}}))
    text = (TEMPLATES / template).read_text()
    for name, value in {"id": "shop", "name": "Shop", **values}.items():
        text = text.replace(f"{{{name}}}", value)
    (folder / template).write_text(text)


def executable(path, line):
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)
