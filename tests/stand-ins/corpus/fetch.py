"""fetch.py FOLDER LIST: gets the wheels that LIST names (a requirement a line) by pip, and unpacks manifest and schemas of
each into FOLDER/NAME. They are other people's work under their own licences: they stay out of the repository."""

import pathlib
import subprocess
import sys
import zipfile

folder, names = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
wheels = folder / ".wheels"
wheels.mkdir(parents=True, exist_ok=True)
wanted = [line.strip() for line in names.read_text().splitlines() if line.strip() and not line.startswith("#")]
pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--ignore-requires-python"]
pip += ["--only-binary=:all:", "--dest", str(wheels)]

if subprocess.run(pip + wanted).returncode:
    # One that is gone must not keep the others away.
    for name in wanted:
        subprocess.run(pip + [name])

got = 0
for wheel in sorted(wheels.glob("*.whl")):
    name = wheel.name.split("-")[0].replace("_", "-").removeprefix("airbyte-")
    with zipfile.ZipFile(wheel) as archive:
        for entry in archive.namelist():
            parts = pathlib.PurePosixPath(entry).parts
            if ".." in parts or not parts[0].startswith("source_"):
                continue
            if parts[1:] == ("manifest.yaml",):
                target = folder / name / "manifest.yaml"
                got += 1
            elif "schemas" in parts and entry.endswith(".json"):
                target = folder / name / pathlib.Path(*parts)
            else:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(entry))
print(f"{got} of {len(wanted)} manifests")
