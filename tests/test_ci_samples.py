"""The CI files that a school copies: safe, self-contained, and calling commands that exist."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
GITHUB = ROOT / ".github/workflows/shouwang.yml"
GITEA = ROOT / ".gitea/workflows/shouwang.yml"
GITLAB = ROOT / ".gitlab-ci.yml"
WORKFLOWS = [GITHUB, GITEA]
SAMPLES = [*WORKFLOWS, GITLAB]
JOBS = ("records", "overdue")

DEMO_DAY = "2026-11-20"


def load(path: Path) -> dict[Any, Any]:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def scripts(path: Path) -> dict[str, list[str]]:
    """The shell scripts of each job, in the order in which they run."""
    content = load(path)
    if path == GITLAB:
        template = content[".shouwang"]["before_script"]
        return {job: [*template, *content[job]["script"]] for job in JOBS}
    return {job: [step["run"] for step in content["jobs"][job]["steps"]] for job in JOBS}


def shouwang_calls(path: Path) -> list[list[str]]:
    """The arguments of every `shouwang …` in the file."""
    calls = []
    for script in [script for job in scripts(path).values() for script in job]:
        for line in script.splitlines():
            if found := re.match(r"\s*(?:\S*/)?shouwang ([^>|&;]+)", line):
                calls.append(found[1].split())
    return calls


def ids(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].strip(".")


every_sample = pytest.mark.parametrize("path", SAMPLES, ids=ids)
every_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=ids)


@every_sample
def test_both_jobs_are_there_and_validate_or_flag(path: Path) -> None:
    jobs = scripts(path)
    validates = [line for script in jobs["records"] for line in script.splitlines()]
    assert any("shouwang check" in line for line in validates)
    assert not any("--fail-on" in line for line in validates)
    assert any("shouwang check --fail-on overdue" in script for script in jobs["overdue"])


@every_workflow
def test_workflow_runs_on_every_push_and_once_a_day(path: Path) -> None:
    content = load(path)
    triggers = content[True]  # YAML 1.1 reads the key `on` as true
    assert triggers["push"] == {"branches": ["**"]}
    assert triggers["schedule"] == [{"cron": "30 22 * * *"}]
    assert "pull_request_target" not in triggers
    assert content["jobs"]["records"]["if"] == "github.event_name != 'schedule'"
    assert "if" not in content["jobs"]["overdue"]


def test_overdue_may_fail_on_a_push_and_records_may_not() -> None:
    github, gitea = (load(path)["jobs"] for path in WORKFLOWS)
    assert github["overdue"]["continue-on-error"] == "${{ github.event_name != 'schedule' }}"
    # Gitea reads a boolean here and nothing else.
    assert gitea["overdue"]["continue-on-error"] is True
    assert not any("continue-on-error" in jobs["records"] for jobs in (github, gitea))


def test_gitlab_rules() -> None:
    content = load(GITLAB)
    schedule = '$CI_PIPELINE_SOURCE == "schedule"'
    assert content["records"]["rules"] == [
        {"if": schedule, "when": "never"},
        {"if": "$CI_COMMIT_BRANCH"},
    ]
    assert content["overdue"]["rules"] == [
        {"if": schedule, "allow_failure": False},
        {"if": "$CI_COMMIT_BRANCH"},
    ]
    # 2 (unusable) and 3 (a defect) are no lapse of a teacher's.
    assert content["overdue"]["allow_failure"] == {"exit_codes": [1]}
    assert "allow_failure" not in content["records"]


@every_sample
def test_the_hours_are_explained(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "UTC" in text
    assert "30 22 * * *" in text
    assert "时区" in text


@every_sample
def test_nothing_from_elsewhere_runs(path: Path) -> None:
    content = load(path)
    assert "include" not in content
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"^\s*(-\s+)?uses:", text, re.MULTILINE)
    assert not re.search(r"curl|wget", text)
    assert "://" not in text, "a host name"


@every_sample
def test_the_site_is_neither_built_nor_uploaded(path: Path) -> None:
    assert all(call[0] == "check" for call in shouwang_calls(path))
    assert "upload" not in "\n".join(s for job in scripts(path).values() for s in job)
    content = load(path)
    assert "pages" not in content
    for job in JOBS:
        artifacts = content.get(job, {}).get("artifacts", {})
        assert "paths" not in artifacts
        assert set(artifacts.get("reports", {}).values()) <= {
            "shouwang-codequality.json",
            "shouwang-junit.xml",
        }


@every_sample
def test_shell_syntax(path: Path) -> None:
    for script in [script for job in scripts(path).values() for script in job]:
        for shell in ("bash", "sh"):
            if shutil.which(shell) is None:
                pytest.skip(f"no {shell} here")
            done = subprocess.run(
                [shell, "-n"], input=script, check=False, text=True, capture_output=True
            )
            assert (done.returncode, done.stderr) == (0, ""), script


@every_sample
def test_no_expression_inside_a_script(path: Path) -> None:
    """What a host substitutes before the shell reads it could carry somebody's text."""
    for script in [script for job in scripts(path).values() for script in job]:
        assert "${{" not in script
        assert "eval" not in script


@every_workflow
def test_the_environment_takes_only_the_token_and_the_schools_variables(path: Path) -> None:
    text = re.sub(r"#.*", "", path.read_text(encoding="utf-8"))
    expressions = set(re.findall(r"\$\{\{\s*(.*?)\s*\}\}", text))
    assert expressions <= {
        "github.token",
        "github.event_name != 'schedule'",
        "vars.SHOUWANG_PACKAGE",
        "vars.SHOUWANG_WHEELHOUSE",
        "vars.SHOUWANG_INDEX",
    }


@every_workflow
def test_both_jobs_are_prepared_alike(path: Path) -> None:
    records, overdue = (load(path)["jobs"][job]["steps"] for job in JOBS)
    assert records[:-1] == overdue[:-1]


def test_gitea_differs_from_github_only_in_what_it_calls() -> None:
    github, gitea = (scripts(path) for path in WORKFLOWS)
    for job in JOBS:
        assert github[job][:-1] == gitea[job][:-1]


def test_gitlab_fetches_the_full_history() -> None:
    variables = load(GITLAB)["variables"]
    assert variables["GIT_DEPTH"] == "0"
    assert variables["GIT_STRATEGY"] == "clone"


@every_workflow
def test_workflow_fetches_the_full_history(path: Path, tmp_path: Path) -> None:
    """Run for real, against a repository on disk in the place of the host."""
    if os.name == "nt" or shutil.which("bash") is None:
        pytest.skip("the runners have bash")
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("GIT_")},
        "GIT_CONFIG_NOSYSTEM": "1",
        "HOME": str(tmp_path),
        "TOKEN": "s3cret",
    }

    def git(where: Path, *arguments: str) -> str:
        command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments]
        done = subprocess.run(
            command, cwd=where, env=environment, check=True, text=True, capture_output=True
        )
        return done.stdout.strip()

    origin = tmp_path / "school/records.git"
    origin.mkdir(parents=True)
    git(origin, "init", "--quiet", "--initial-branch=main", ".")
    for number in range(3):
        git(origin, "commit", "--quiet", "--allow-empty", "--message", str(number))
    # An older commit than the newest: the one that the run is about counts.
    commit = git(origin, "rev-parse", "HEAD~1")

    workspace = tmp_path / "workspace"
    workspace.mkdir()
    environment |= {
        "GITHUB_SERVER_URL": tmp_path.as_uri(),
        "GITHUB_REPOSITORY": "school/records",
        "GITHUB_SHA": commit,
    }
    fetch = scripts(path)["records"][0]
    for _ in range(2):  # a self-hosted runner may keep its folder
        subprocess.run(["bash", "-e", "-c", fetch], cwd=workspace, env=environment, check=True)
    assert git(workspace, "rev-parse", "HEAD") == commit
    assert git(workspace, "rev-list", "--count", "HEAD") == "2"
    assert git(workspace, "rev-parse", "--is-shallow-repository") == "false"
    assert "s3cret" not in (workspace / ".git/config").read_text(encoding="utf-8")


@every_sample
def test_formats(path: Path) -> None:
    used = {call[call.index("--format") + 1] for call in shouwang_calls(path)}
    assert used == {GITHUB: {"github"}, GITEA: {"text"}, GITLAB: {"text", "gitlab", "junit"}}[path]


@pytest.mark.parametrize(
    "arguments",
    sorted({tuple(call) for path in SAMPLES for call in shouwang_calls(path)}),
    ids=" ".join,
)
def test_every_command_works_on_the_demo(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """The demo has lapses and no errors."""
    summary = tmp_path / "summary.md"
    done = subprocess.run(
        [sys.executable, "-m", "builder", *arguments],
        cwd=ROOT,
        env={
            **os.environ,
            "SHOUWANG_AS_OF": DEMO_DAY,
            "GITHUB_STEP_SUMMARY": str(summary),
            "PYTHONUTF8": "1",
        },
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    expected = 1 if "overdue" in arguments else 0
    assert done.returncode == expected, done.stdout + done.stderr
    assert done.stdout.strip()
    if "github" in arguments:
        assert re.search(r"^\|[ :|-]+\|$", summary.read_text(encoding="utf-8"), re.MULTILINE)


def test_the_demo_day_is_the_same_everywhere() -> None:
    for path in [*SAMPLES, ROOT / "Makefile", ROOT / "make.bat"]:
        assert set(re.findall(r"2026-11-\d\d", path.read_text(encoding="utf-8"))) == {DEMO_DAY}
