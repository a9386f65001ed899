"""Links into the host's editor: the right form for each host, ids only, never too long."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from builder.edit_links import LONGEST_URL, EditLinks
from builder.finding import Origin
from builder.model import Repository


def links(provider: str, **more: str) -> EditLinks:
    given = {"url": "https://git.example.cn/school/records", "branch": "main", **more}
    return EditLinks(Repository(provider=provider, **given))


@pytest.mark.parametrize(
    ("provider", "expected"),
    [
        ("github", "https://git.example.cn/school/records/edit/main/records/children/c01.yml"),
        ("gitea", "https://git.example.cn/school/records/_edit/main/records/children/c01.yml"),
        ("forgejo", "https://git.example.cn/school/records/_edit/main/records/children/c01.yml"),
        ("gitlab", "https://git.example.cn/school/records/-/edit/main/records/children/c01.yml"),
    ],
)
def test_every_host_edits_in_its_own_way(provider: str, expected: str) -> None:
    assert links(provider).edit(Origin(0, "children/c01.yml", 1)) == expected


@pytest.mark.parametrize("provider", ["github", "gitea", "forgejo"])
def test_a_new_file_is_filled_in_where_the_host_takes_it(provider: str) -> None:
    new = links(provider).new("visits/a.yml", "日期:\n学生: c01\n")
    parts = urlsplit(new.url)
    assert new.filled
    assert parse_qs(parts.query) == {"filename": ["a.yml"], "value": ["日期:\n学生: c01\n"]}
    assert parts.path.endswith("/main/records/visits")


def test_gitlab_gets_the_path_and_the_reader_the_text() -> None:
    new = links("gitlab").new("visits/a.yml", "日期:\n")
    assert new.url.endswith("/-/new/main?file_name=records%2Fvisits%2Fa.yml")
    assert (new.filled, new.text) == (False, "日期:\n")


@pytest.mark.parametrize("given", [EditLinks(), links("gitee")])
def test_without_a_host_that_can_there_is_path_and_text(given: EditLinks) -> None:
    new = given.new("visits/a.yml", "日期:\n")
    assert (new.path, new.text, new.url) == ("records/visits/a.yml", "日期:\n", "")


def test_a_long_text_is_left_to_the_reader() -> None:
    new = links("gitea").new("visits/a.yml", "守" * 1000)
    assert not new.filled
    assert len(new.url) < LONGEST_URL


def test_a_second_folder_is_somebody_elses_repository() -> None:
    assert links("gitea").edit(Origin(1, "visits/a.yml", 1)) == ""


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "//evil.example/x", "data:text/html,x", "https://u:p@git.example.cn/x"],
)
def test_only_plain_web_addresses_become_links(url: str) -> None:
    assert links("gitea", url=url).edit(Origin(0, "children/c01.yml", 1)) == ""


def test_nothing_can_leave_its_place_in_the_address() -> None:
    url = links("gitea", branch='ma"in?x=1#').edit(Origin(0, "children/c01.yml", 1))
    assert '"' not in url and "?" not in url and "#" not in url
    assert 'ma"in?x=1#' in unquote(url)


def test_records_at_the_top_of_the_repository() -> None:
    repository = Repository(provider="gitea", url="https://git.example.cn/s/r")
    assert EditLinks(repository, ("",)).edit_path("school.yml").endswith("/_edit/main/school.yml")
