"""What is shipped: the wheel serves a folder that holds only records; the lock is complete."""

import json
import os
import re
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

from builder.forms.assets import ready

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

# One process builds the wheel, whatever the number of workers.
pytestmark = pytest.mark.xdist_group("package")

RECORDS = {
    "school.yml": """\
        name: 试用小学
        classes:
          - {id: 2024-1, entered: 2024, number: 1}
        """,
    "policy.yml": "extends: [pian-1]\n",
    "semesters/2026-autumn.yml": """\
        name: 2026年秋季学期
        term: autumn
        start: 2026-08-31
        end: 2027-01-17
        classes:
          - class: 2024-1
            class_teachers: [{staff: t01}]
            pupils: 30
        """,
    "staff/t01.yml": "name: 王芳\ngroup: teacher\n",
    "children/c01.yml": """\
        name: 林小溪
        sex: female
        born: 2017-05-06
        class: 2024-1
        enrolled: 2024-09-01
        left_behind:
          - {since: 2024-09-01, type: both_parents_away}
        guardians:
          - {name: 陈秀英, relation: grandmother, phone: 0576-88881234}
        consent: {by: 陈秀英, date: 2026-09-01}
        """,
    "pairings/c01.yml": """\
        kind: paired_teacher
        child: c01
        staff: t01
        since: 2026-08-31
        """,
    "visits/2026-autumn/t01-12.yml": """\
        日期: 2026-11-18
        学生: 林小溪
        方式: 家访
        受访人: 奶奶
        帮扶人: 王芳
        内容: 和奶奶谈了作业和作息。
        """,
}


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("PYTHON", "SHOUWANG", "COV_", "COVERAGE"))
    }
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**environment, "PYTHONUTF8": "1"},
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def succeed(*command: str | Path, cwd: Path) -> str:
    done = run(*command, cwd=cwd)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def files_below(folder: Path) -> set[str]:
    """Slash-separated paths relative to `folder`, less what Python leaves behind."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    succeed(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    [path] = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def shouwang(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, in an environment with the wheel and its dependencies alone.

    The dependencies are lent by the running environment through a `.pth` file. Such a file's
    folders are searched for modules but not for further `.pth` files, so this project's
    editable install stays out.
    """
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / ("python.exe" if os.name == "nt" else "python")
    own = Path(
        succeed(
            python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home
        ).strip()
    )
    lent = dict.fromkeys(
        entry for entry in sys.path if entry.endswith(("site-packages", "dist-packages"))
    )
    assert lent
    (own / "lent.pth").write_text("\n".join(lent), encoding="utf-8")
    pip: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "--disable-pip-version-check",
    ]
    # --ignore-installed: the lent folder may show the project's editable install.
    options = ["--quiet", "--no-deps", "--no-index", "--ignore-installed"]
    succeed(*pip, "install", *options, wheel, cwd=home)
    where = succeed(python, "-c", "import builder; print(builder.__file__)", cwd=home).strip()
    assert Path(where).resolve().is_relative_to(own.resolve())
    return scripts / ("shouwang.exe" if os.name == "nt" else "shouwang")


@pytest.fixture
def school(tmp_path: Path) -> Path:
    """An empty folder but for `records/`."""
    for name, text in RECORDS.items():
        path = tmp_path / "records" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [line.removeprefix(" " * 8) for line in text.splitlines()]
        path.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    return tmp_path


def test_wheel_holds_the_package_with_its_schemas_and_templates(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    expected = {f"builder/{name}" for name in files_below(ROOT / "builder")}
    for folder in ("schemas", "site_templates"):
        below = files_below(ROOT / folder)
        assert below, folder
        expected |= {f"builder/{folder}/{name}" for name in below}
    assert names == expected


def test_wheel_holds_presets_and_catalogues_and_no_records(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    for number in range(1, 6):
        assert any(name.endswith(f"/pian-{number}.yml") for name in names)
    assert any(name.endswith(".po") for name in names)
    tops = {name.split("/")[0] for name in names}
    assert tops == {"builder", f"shouwang-{PROJECT['version']}.dist-info"}


def test_wheel_holds_the_form_page_with_its_licences(wheel: Path) -> None:
    """Beside the files, as their licences ask; a checkout without the files makes a wheel without."""
    if not ready():
        assert not os.environ.get("CI"), "make forms"
        pytest.skip("the files of the form page are not here: make forms")
    with zipfile.ZipFile(wheel) as archive:
        below = [name for name in archive.namelist() if name.startswith("builder/vendor/")]
        licences = [name for name in below if name.endswith("LICENSE.txt")]
        words = " ".join(archive.read(name).decode("utf-8") for name in licences)
    assert "builder/vendor/sveltia/npm/index.js" in below
    assert "builder/vendor/sveltia/LICENSE.txt" in licences
    assert "Permission is hereby granted" in words and "SIL OPEN FONT LICENSE" in words


def test_wheel_alone_checks_a_folder_of_records(shouwang: Path, school: Path) -> None:
    output = succeed(shouwang, "check", "--as-of", "2026-11-20", cwd=school)
    assert output.strip()
    assert {path.name for path in school.iterdir()} == {"records"}


def test_wheel_alone_builds_the_site_of_a_folder_of_records(shouwang: Path, school: Path) -> None:
    succeed(shouwang, "build", "--as-of", "2026-11-20", "--site-dir", "site", cwd=school)
    site = school / "site"
    assert (site / "index.html").is_file()
    assert any("林小溪" in page.read_text(encoding="utf-8") for page in site.rglob("*.html"))
    assert not [path for path in site.rglob("*") if path.suffix in {".yml", ".yaml"}]


def test_wheel_alone_builds_the_form_page(shouwang: Path, school: Path) -> None:
    """No npm, no network: what the page needs came with the wheel."""
    if not ready():
        assert not os.environ.get("CI"), "make forms"
        pytest.skip("the files of the form page are not here: make forms")
    file = school / "records" / "school.yml"
    host = "repository: {provider: gitea, url: 'https://git.example.cn/school/records'}\n"
    file.write_text(file.read_text(encoding="utf-8") + host, encoding="utf-8")
    options = ["--as-of", "2026-11-20", "--site-dir", "site", "--forms"]
    succeed(shouwang, "build", *options, cwd=school)
    form = school / "site" / "admin"
    assert (form / "sveltia/npm/index.js").stat().st_size > 1_000_000
    assert "林小溪" in (form / "config.json").read_text(encoding="utf-8")


def test_wheel_alone_builds_the_documentation(shouwang: Path, tmp_path: Path) -> None:
    """Pages, pictures, schemas and the example school are in the package."""
    succeed(shouwang, "docs", cwd=tmp_path)
    docs = tmp_path / "site-docs"
    assert "林小雨" in (docs / "teacher.html").read_text(encoding="utf-8")
    assert "李小雨" in (docs / "en/reference/visit.html").read_text(encoding="utf-8")
    assert (docs / "images/today.webp").is_file()


def test_wheel_alone_makes_a_new_school(shouwang: Path, tmp_path: Path) -> None:
    """Templates of the records, CI files and pages are in the package; the result passes check."""
    options = ["--name", "清溪小学", "--host", "gitea", "--as-of", "2026-11-20"]
    succeed(shouwang, "init", "school", *options, cwd=tmp_path)
    school = tmp_path / "school"
    assert (school / ".gitea/workflows/shouwang.yml").is_file()
    required = f"shouwang=={PROJECT['version']}"
    assert required in (school / "requirements.txt").read_text(encoding="utf-8")
    found = succeed(shouwang, "check", "--as-of", "2026-11-20", "--format", "json", cwd=school)
    assert json.loads(found)["counts"]["error"] == 0
    semester = succeed(shouwang, "new", "semester", "--as-of", "2026-11-20", cwd=school)
    assert "2027-03-01" in semester


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def requirements() -> set[str]:
    """Every distribution that pyproject.toml names, extras included."""
    extras = PROJECT["optional-dependencies"].values()
    lines = [*PROJECT["dependencies"], *(line for extra in extras for line in extra)]
    names = {re.match(r"[\w.-]+", line)[0] for line in lines}  # type: ignore[index]
    return {canonical(name) for name in names} - {"shouwang"}


def test_lock_names_every_dependency_with_exact_version_and_hash() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE))
    locked = set()
    for entry in entries:
        found = re.match(r"([A-Za-z0-9][\w.-]*)==[\w.!+]+( ; [^\\\n]+)? \\\n", entry)
        assert found, entry
        assert "--hash=sha256:" in entry
        locked.add(canonical(found[1]))
    assert requirements() <= locked


def test_the_lock_is_installed_without_resolving() -> None:
    """Old pip picks a newer `name[extra]` than the one locked, and then fails for want of a hash."""
    files = ["Makefile", "make.bat", ".gitlab-ci.yml"]
    files += [".github/workflows/shouwang.yml", ".gitea/workflows/shouwang.yml"]
    for file in files:
        text = (ROOT / file).read_text(encoding="utf-8")
        installs = [line for line in text.splitlines() if "-r requirements.lock" in line]
        assert installs, file
        assert all(" --no-deps --require-hashes " in line for line in installs), file


def test_lock_names_no_host_and_no_path() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"--(extra-)?index-url|--find-links|--trusted-host| @ ", text)
    assert "make lock" in text.partition("\n\n")[0][:500]
