"""Starting the server where somebody listens already."""

from __future__ import annotations

import socket

import pytest

from outrider.project import serving


def test_a_taken_port_is_refused_in_plain_words() -> None:
    """The server would share it silently: two installations would answer in turn."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert not serving.is_free("127.0.0.1", port)
        with pytest.raises(SystemExit, match="--port"):
            serving.serve("127.0.0.1", port, 1)
    assert serving.is_free("127.0.0.1", port)
