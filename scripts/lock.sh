#!/bin/sh
# Writes requirements/*.txt from pyproject.toml: names, versions and hashes, never an address of an index.
# Run it after a change of the dependencies: make lock. Newer versions: make lock UPGRADE=1.
set -eu
cd "$(dirname "$0")/.."
export UV_CUSTOM_COMPILE_COMMAND="make lock"
upgrade=""
[ -n "${UPGRADE:-}" ] && upgrade="--upgrade"

compile() { # compile FILE ARGUMENTS...: one lock, which agrees with those made before it
    file="$1"
    shift
    .venv/bin/uv pip compile "$@" $upgrade \
        --universal --python-version 3.12 --generate-hashes --no-annotate --quiet \
        --output-file "requirements/$file"
    echo "requirements/$file: $(grep -c '==' "requirements/$file") packages"
}

compile base.txt pyproject.toml
compile build.txt --group build -c requirements/base.txt
compile dev.txt pyproject.toml --group build --group dev -c requirements/base.txt -c requirements/build.txt
