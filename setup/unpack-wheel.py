"""Takes some files out of a wheel: unpack-wheel.py WHEEL TARGET PATTERN...

Each file is checked against the wheel's own RECORD, written to a temporary name, synced and renamed; a file that is
there already with the right content is kept, so that an interrupted run goes on where it was. Prints one JSON object
a line: {"progress": bytes} now and then, {"file": {"name", "bytes", "sha256"}} for each file.
Exit code 3: the wheel is damaged.
"""

import base64
import csv
import hashlib
import io
import json
import os
import re
import sys
import zipfile
import zlib

CHUNK = 4 * 1024 * 1024


def say(**what):
    print(json.dumps(what), flush=True)


def recorded_hashes(wheel):
    hashes = {}
    for name in wheel.namelist():
        if re.fullmatch(r"[^/]+\.dist-info/RECORD", name):
            for path, digest, _size in csv.reader(io.TextIOWrapper(wheel.open(name), "utf-8")):
                if digest.startswith("sha256="):
                    code = digest[len("sha256="):]
                    hashes[path] = base64.urlsafe_b64decode(code + "=" * (-len(code) % 4)).hex()
    return hashes


def sha256_of(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for chunk in iter(lambda: file.read(CHUNK), b""):
            digest.update(chunk)
    return digest.hexdigest()


class Progress:
    def __init__(self):
        self.bytes = 0
        self.said = 0

    def add(self, count):
        self.bytes += count
        if self.bytes - self.said >= 32 * 1024 * 1024:
            self.said = self.bytes
            say(progress=self.bytes)


def unpack(wheel, entry, path, expected, progress):
    """Returns the sha256 of what was written; raises BadZipFile when it is not what the wheel records."""
    partial = path + ".part"
    digest = hashlib.sha256()
    with wheel.open(entry) as source, open(partial, "wb") as target:
        for chunk in iter(lambda: source.read(CHUNK), b""):
            digest.update(chunk)
            target.write(chunk)
            progress.add(len(chunk))
        target.flush()
        os.fsync(target.fileno())
    if expected is not None and digest.hexdigest() != expected:
        raise zipfile.BadZipFile(f"{entry.filename} differs from the wheel's record")
    os.chmod(partial, 0o755 if (entry.external_attr >> 16) & 0o111 else 0o644)
    os.replace(partial, path)
    return digest.hexdigest()


def main(wheel_path, target, patterns):
    expressions = [re.compile(pattern) for pattern in patterns]
    progress = Progress()
    with zipfile.ZipFile(wheel_path) as wheel:
        expected = recorded_hashes(wheel)
        for entry in wheel.infolist():
            name = entry.filename
            if entry.is_dir() or not any(one.fullmatch(name) for one in expressions):
                continue
            if name.startswith("/") or ".." in name.split("/"):
                raise zipfile.BadZipFile(f"{name} leaves the folder")
            path = os.path.join(target, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            sha256 = None
            if name in expected and os.path.exists(path) and os.path.getsize(path) == entry.file_size:
                sha256 = sha256_of(path)
            if sha256 is None or sha256 != expected.get(name):
                sha256 = unpack(wheel, entry, path, expected.get(name), progress)
            say(file={"name": name, "bytes": entry.file_size, "sha256": sha256})


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2], sys.argv[3:])
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        print(f"damaged wheel: {error}", file=sys.stderr)
        sys.exit(3)
