"""A field type is one class on the server and one folder on the client, under the same key."""

from __future__ import annotations

from outrider.engine.entities.fieldtypes import field_types
from tests.architecture.source import ROOT

FOLDERS = ROOT / "web" / "packages" / "entity" / "src" / "fields"
# Beside the types: what they share.
NOT_TYPES = {"shared"}


def client_keys() -> set[str]:
    return {folder.name for folder in FOLDERS.iterdir() if (folder / "index.ts").is_file()} - NOT_TYPES


def server_keys() -> set[str]:
    return set(field_types.keys())


def test_every_type_of_the_server_has_its_folder() -> None:
    assert server_keys() - client_keys() == set()


def test_every_folder_has_its_type() -> None:
    assert client_keys() - server_keys() == set()
