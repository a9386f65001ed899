"""The files of the form page: which package, at which version, with which hash, and where they lie.

`python -m builder.forms.assets` (`make forms`) gets them through npm. That is for whoever makes a
wheel; a wheel has them in it, and a school's machine needs neither npm nor a network.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from builder.assets import VENDOR

FOLDER: Final = VENDOR / "sveltia"

PLACE: Final = "sveltia"
"""The folder of the files, beside the page."""
SCRIPT: Final = "npm/index.js"

_CHINESE: Final = "locales/zh-CN.json"
CHINESE: Final = "locales/zh-CN.js"
"""Its words in Chinese as a script: the package expects a bundler to make one of the JSON."""


class NotFetched(Exception):
    """The package could not be had, or is not the one that was pinned. Says which."""


@dataclass(frozen=True, slots=True)
class Package:
    """What `assets.toml` pins. `integrity` is `sha512-` and the hash in base64, as npm writes it;
    `moved` are addresses of others in the script, and the kept file that stands there instead.
    """

    package: str
    version: str
    integrity: str
    kept: tuple[str, ...]
    moved: Mapping[str, str]

    @property
    def files(self) -> tuple[str, ...]:
        """The files of the page, below its folder."""
        return tuple(CHINESE if name == _CHINESE else name for name in self.kept)


@cache
def pinned() -> Package:
    """The package that this version of ours works with."""
    text = Path(__file__).with_name("assets.toml").read_text(encoding="utf-8")
    found = tomllib.loads(text)
    return Package(**{**found, "kept": tuple(found["kept"])})


def ready(folder: Path = FOLDER) -> bool:
    """Whether the files are there, and of the pinned package."""
    return _stamp(folder) == pinned().integrity and all(
        (folder / name).is_file() for name in pinned().files
    )


def unpack(archive: bytes, folder: Path, package: Package) -> None:
    """Put the kept files of a package's archive into `folder`. Raises `NotFetched`.

    Nothing is written unless the archive has the pinned hash and all the files.
    """
    if not hmac.compare_digest(integrity(archive), package.integrity):
        raise NotFetched(f"{package.package} {package.version}: not the archive that was pinned")
    found = _contents(archive, package)
    fresh = Path(tempfile.mkdtemp(prefix=".sveltia-", dir=_made(folder.parent)))
    try:
        for name, content in found.items():
            file = fresh / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        (fresh / _STAMP).write_text(package.integrity + "\n", encoding="utf-8")
        fresh.chmod(0o755)
        shutil.rmtree(folder, ignore_errors=True)
        fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def integrity(archive: bytes) -> str:
    """The hash of an archive as npm writes it."""
    return "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode("ascii")


def fetch(folder: Path = FOLDER) -> None:
    """Get the pinned package through npm and unpack it. Raises `NotFetched`."""
    package = pinned()
    npm = shutil.which("npm")
    if npm is None:
        raise NotFetched("npm is not on this machine / 这台机器上没有 npm")
    with tempfile.TemporaryDirectory() as place:
        # Nothing of the package is run.
        asked = [
            npm,
            "pack",
            f"{package.package}@{package.version}",
            "--ignore-scripts",
            "--fetch-retries=1",
        ]
        done = subprocess.run(
            [*asked, "--pack-destination", place],
            cwd=place,
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        archives = sorted(Path(place).glob("*.tgz"))
        if done.returncode or len(archives) != 1:
            raise NotFetched(f"npm pack: {done.stderr.strip()[-500:]}")
        unpack(archives[0].read_bytes(), folder, package)


_STAMP: Final = ".integrity"


def _stamp(folder: Path) -> str:
    try:
        return (folder / _STAMP).read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _contents(archive: bytes, package: Package) -> Mapping[str, bytes]:
    """The kept files by name; an archive of npm has them all below `package/`."""
    found: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as files:
        for name in package.kept:
            try:
                file = files.extractfile(f"package/{name}")
            except KeyError:
                file = None
            if file is None:
                raise NotFetched(f"{package.package} {package.version}: no {name} in it")
            content = file.read()
            if name == _CHINESE:
                found[CHINESE] = b"export default " + content.strip() + b";\n"
            elif name == SCRIPT:
                found[name] = _at_home(content.decode("utf-8"), package).encode("utf-8")
            else:
                found[name] = content
    return found


def _at_home(script: str, package: Package) -> str:
    """The script with our own files where it names those of others."""
    for address, name in package.moved.items():
        if address not in script:
            raise NotFetched(f"{package.package} {package.version}: no {address} in it")
        script = script.replace(address, f"{PLACE}/{name}")
    return script


def main() -> int:
    """Get the files unless they are there."""
    if ready():
        return 0
    try:
        fetch()
    except NotFetched as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
