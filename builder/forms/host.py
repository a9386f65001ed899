"""The Git host behind the form page: whether it can save there, how, and how people sign in."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from builder.forms.links import Forms
from builder.model import Repository
from builder.views.site import Site

HOSTS: Final = frozenset({"gitea", "forgejo", "gitlab", "github"})
"""The Git hosts that the form can save to."""

_GITHUB: Final = "https://github.com"


def has_host(repository: Repository | None, address: str) -> bool:
    """Whether the form can save to a school's repository, whose web address is `address`."""
    return bool(repository and repository.provider in HOSTS and address.count("/") >= 4)


def origin(address: str) -> str:
    """Scheme and host of a web address: whom the page may talk to."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def hosts(site: Site, forms: Forms) -> tuple[str, ...]:
    """The origins that the form page talks to besides the site: the host's, and that of its API."""
    address = origin(site.links.address)
    if address == _GITHUB:
        return (address, "https://api.github.com")
    return tuple(dict.fromkeys((address, origin(backend(site, forms)["api_root"]))))


def backend(site: Site, forms: Forms) -> dict[str, Any]:
    """Where the form saves to, and how people sign in there."""
    repository = site.links.repository
    assert repository is not None
    address = site.links.address
    names = urlsplit(address).path.strip("/").split("/")
    root = "/".join([origin(address), *names[:-2]])
    methods = ["oauth", "token"] if forms.client_id else ["token"]
    shared = {"branch": repository.branch, "auth_methods": methods}
    if repository.provider == "github":
        # Signing in with the host's account would need a server of our own between the two.
        found = {"name": "github", "repo": "/".join(names[-2:]), "auth_methods": ["token"]}
        if origin(address) != _GITHUB:
            found["api_root"] = f"{root}/api/v3"
        return shared | found
    if repository.provider == "gitlab":
        base, api = origin(address), f"{origin(address)}/api/v4"
        found = {"name": "gitlab", "repo": "/".join(names), "api_root": api, "base_url": base}
        found["auth_type"] = "pkce"
    else:
        api = f"{root}/api/v1"
        repo = "/".join(names[-2:])
        found = {"name": "gitea", "repo": repo, "api_root": api, "base_url": root}
    if forms.client_id:
        found["app_id"] = forms.client_id
    return shared | found
