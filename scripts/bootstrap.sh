#!/bin/sh
# Finds a Python that fits (3.12 or newer) and hands over to scripts/bootstrap.py, which does the work.
# Usage: scripts/bootstrap.sh --profile demo|dev
set -u
cd "$(dirname "$0")/.." || exit 1

works='import sys, sqlite3, ssl, venv; sys.exit(sys.version_info < (3, 12) or sys.implementation.name != "cpython")'

fits() { # fits PYTHON [MODULE]: it starts, is new enough and has what a virtual environment needs
    "$1" -c "$works" >/dev/null 2>&1 && { [ -z "${2:-}" ] || "$1" -c "import $2" >/dev/null 2>&1; }
}

candidates() { # the tried versions first; a version manager's folders because its shims may refuse to run
    printf '%s\n' python3.13 python3.12 python3.14 python3.15 python3.16 python3
    pyenv="${PYENV_ROOT:-$HOME/.pyenv}/versions"
    # A pattern that matches nothing stays as it is, and does not run.
    printf '%s\n' "$pyenv"/3.13*/bin/python "$pyenv"/3.12*/bin/python "$pyenv"/3.1[4-9]*/bin/python \
        /usr/local/bin/python3.1[2-9] /opt/homebrew/bin/python3.1[2-9] /opt/python/3.1[2-9]*/bin/python3
    if command -v uv >/dev/null 2>&1; then
        uv python find --no-project '>=3.12' 2>/dev/null
    fi
}

find_python() { # find_python [MODULE]
    candidates | while read -r python; do
        if fits "$python" "${1:-}"; then
            echo "$python"
            break
        fi
    done
}

python=.venv/bin/python
if ! fits "$python"; then
    python="$(find_python ensurepip)"
    [ -n "$python" ] || python="$(find_python)"
fi
if [ -z "$python" ] && command -v uv >/dev/null 2>&1; then
    echo "没有找到 Python 3.12 以上版本，用 uv 安装一个 · No Python 3.12 or newer found; installing one with uv"
    uv python install 3.13 && python="$(uv python find --no-project 3.13)"
fi
if [ -z "$python" ]; then
    cat >&2 <<'MESSAGE'

需要 Python 3.12 或更新的版本，这台机器上没有找到。请用下面任意一种方法安装，再重新运行：
  · Debian 13 / Ubuntu 24.04 以上:  sudo apt install python3 python3-venv
  · macOS:                          brew install python@3.13
  · 任何系统:                        安装 uv 后执行 uv python install 3.13

Python 3.12 or newer is needed and was not found on this machine. Install it in one of these ways, then run again:
  · Debian 13 / Ubuntu 24.04 or newer:  sudo apt install python3 python3-venv
  · macOS:                              brew install python@3.13
  · anywhere:                           install uv, then: uv python install 3.13
MESSAGE
    exit 1
fi
exec "$python" scripts/bootstrap.py "$@"
