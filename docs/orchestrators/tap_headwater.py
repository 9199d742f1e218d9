"""A Singer tap out of any program that speaks the Airbyte protocol: `tap_headwater.py --config C [--discover]
[--catalog F] [--state S]`. The configuration: `program`, its further `arguments`, and the `connector`'s own configuration.

Messages are translated one to one; records pass as they are. State is one Singer state, `{"airbyte": [states]}`, so that
the next run hands them back. Needs Python 3.9 and nothing else. Copy it, change it."""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

words = argparse.ArgumentParser()
for flag in ("--config", "--catalog", "--properties", "--state"):
    words.add_argument(flag)
words.add_argument("--discover", action="store_true")
words.add_argument("--about", action="store_true")
asked = words.parse_args()


def messages(command, **files):
    """The messages of one command; each of its files is written beside the configuration."""
    config = json.loads(Path(asked.config).read_text())
    with tempfile.TemporaryDirectory() as folder:
        line = [config["program"], command, *config.get("arguments", [])]
        for flag, value in {"config": config["connector"], **files}.items():
            file = Path(folder, flag)
            file.touch(mode=0o600)
            file.write_text(json.dumps(value))
            line += [f"--{flag}", str(file)]
        with subprocess.Popen(line, stdout=subprocess.PIPE, text=True, encoding="utf-8") as program:
            for text in program.stdout:
                yield json.loads(text)
        if program.returncode:
            sys.exit(f"{command} failed ({program.returncode}); the log says why")


def say(**message):
    sys.stdout.write(json.dumps(message, ensure_ascii=False) + "\n")


def streams():
    (catalog,) = (one["catalog"] for one in messages("discover") if one["type"] == "CATALOG")
    return catalog["streams"]


def entry(stream):
    keys = [path[0] for path in stream.get("source_defined_primary_key") or [] if len(path) == 1]
    ticked = {"breadcrumb": [], "metadata": {"selected": True, "inclusion": "available", "table-key-properties": keys}}
    name, schema = stream["name"], stream["json_schema"]
    return {"tap_stream_id": name, "stream": name, "schema": schema, "key_properties": keys, "metadata": [ticked]}


def selected(one):
    whole = [part["metadata"] for part in one.get("metadata", []) if not part["breadcrumb"]]
    return any(part.get("selected", part.get("selected-by-default")) for part in whole)


if asked.about:
    say(name="tap-headwater", capabilities=["catalog", "discover", "state"])
elif asked.discover:
    print(json.dumps({"streams": [entry(stream) for stream in streams()]}, indent=2))
else:
    found, path = streams(), asked.catalog or asked.properties
    entries = json.loads(Path(path).read_text())["streams"] if path else [entry(stream) for stream in found]
    names = {one["tap_stream_id"] for one in entries if selected(one)}
    state = json.loads(Path(asked.state).read_text()).get("airbyte", []) if asked.state else []
    states = {one["stream"]["stream_descriptor"]["name"]: one for one in state}
    configured = []
    for stream in (one for one in found if one["name"] in names):
        modes = stream.get("supported_sync_modes", [])
        mode = "incremental" if "incremental" in modes else "full_refresh"
        configured.append({"stream": stream, "sync_mode": mode, "destination_sync_mode": "append"})
        about = entry(stream)
        say(type="SCHEMA", stream=about["stream"], schema=about["schema"], key_properties=about["key_properties"])
    for one in messages("read", catalog={"streams": configured}, state=list(states.values())):
        if one["type"] == "RECORD":
            say(type="RECORD", stream=one["record"]["stream"], record=one["record"]["data"])
        elif one["type"] == "STATE":
            states[one["state"]["stream"]["stream_descriptor"]["name"]] = one["state"]
            say(type="STATE", value={"airbyte": list(states.values())})
        elif one["type"] in ("LOG", "TRACE"):
            print(json.dumps(one), file=sys.stderr)
