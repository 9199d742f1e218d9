"""Meltano drives the program, through the adapter of docs/orchestrators: `python drive_meltano.py PROGRAM FOLDER TARGET`,
run by a Python that has Meltano; TARGET is the program target-jsonl. Any difference from what should be is an error."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import handoff
import stub

program, folder, target = (Path(word).absolute() for word in sys.argv[1:4])
meltano = Path(sys.executable).absolute().parent / "meltano"
adapter = Path(__file__).resolve().parents[3] / "docs/orchestrators/tap_headwater.py"
shutil.rmtree(folder, ignore_errors=True)
(folder / "output").mkdir(parents=True)
server = stub.start()
(folder / "manifest.yaml").write_text(stub.MANIFEST)
(folder / "meltano.yml").write_text(
    f"""\
version: 1
send_anonymous_usage_stats: false
default_environment: dev
environments: [{{name: dev}}]
plugins:
  extractors:
    - name: tap-headwater
      namespace: tap_headwater
      executable: {folder}/tap-headwater
      capabilities: [catalog, discover, state]
      settings:
        - {{name: program}}
        - {{name: arguments, kind: array}}
        - {{name: connector, kind: object}}
      config:
        program: {program}
        arguments: [--manifest-path, {folder}/manifest.yaml]
        connector: {{address: "{server.address}", token: {stub.TOKEN}}}
  loaders:
    - name: target-jsonl
      namespace: target_jsonl
      executable: {target}
      settings: [{{name: destination_path}}, {{name: do_timestamp_file, kind: boolean}}]
      config: {{destination_path: output, do_timestamp_file: false}}
"""
)
executable = folder / "tap-headwater"
executable.write_text(f"#!/bin/sh\nexec '{sys.executable}' '{adapter}' \"$@\"\n")
executable.chmod(0o755)


def run():
    server.asked.clear()
    words = [str(meltano), "run", "tap-headwater", "target-jsonl"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, env=os.environ | {"NO_COLOR": "1"})
    assert done.returncode == 0, f"meltano failed:\n{done.stdout}\n{done.stderr}"


def written(stream):
    lines = (folder / "output" / f"{stream}.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def same(what, found, expected):
    assert found == expected, f"{what}: {found!r}, not {expected!r}"
    print(f"  {what}: {found}")


run()
same("orders written", len(written("orders")), 250)
same("customers written", len(written("customers")), 30)
same("a nested field", written("customers")[0]["address"], {"city": "Zürich"})
run()
orders = [path for path in server.asked if path.startswith("/orders")]
same("the second run asks", orders, ["/orders?since=2026-01-28T00%3A00%3A00Z"])

# A connection that was moved here: it begins where the desktop was.
project = folder / "project"
arguments = json.dumps(["--manifest-path", f"{project}/manifest.yaml"])
connector = json.dumps({"address": server.address, **handoff.CONFIG})
handoff.write(project, server.address, "meltano.yml", select='["orders.*"]', arguments=arguments, connector=connector)
shutil.copy(adapter, project)
handoff.executable(project / "tap-headwater", f"exec '{sys.executable}' '{project}/tap_headwater.py' \"$@\"")
(project / "output").mkdir()
settings = (project / "meltano.yml").read_text()
settings = settings.replace("variant: andyh1203", f"executable: {target}\n      namespace: target_jsonl\n      settings: [{{name: destination_path}}]\n      config: {{destination_path: output}}")
(project / "meltano.yml").write_text(settings)
given = os.environ | {"NO_COLOR": "1", "SHOP_TOKEN": stub.TOKEN, "PATH": f"{program.parent}:{os.environ['PATH']}"}
server.asked.clear()
set_state = ["state", "set", "prod:tap-shop-to-target-jsonl", "--force", "--input-file", "state.meltano.json"]
for words in [set_state, ["run", "tap-shop", "target-jsonl"]]:
    done = subprocess.run([str(meltano), *words], cwd=project, capture_output=True, text=True, env=given)
    assert done.returncode == 0, f"{words} failed:\n{done.stdout}\n{done.stderr}"
orders = [path for path in server.asked if path.startswith("/orders")]
same("a moved connection asks", orders, ["/orders?since=2026-01-27T00%3A00%3A00Z"])
