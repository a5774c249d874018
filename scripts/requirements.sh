#!/usr/bin/env bash
# Compiles pyproject.toml into hashed pins that name no registry and no place on this machine.
# Extras stay in the pins: pip before 23.3 looks for a newer release of `coverage[toml]` when only `coverage` is pinned.
set -euo pipefail
cd "$(dirname "$0")/.."
export CUSTOM_COMPILE_COMMAND="make requirements"

compile() {
  .venv/bin/pip-compile --quiet --generate-hashes --no-strip-extras --allow-unsafe --no-emit-options \
    --no-emit-index-url --no-emit-trusted-host --no-emit-find-links "$@" pyproject.toml
}

compile --output-file requirements/production.txt "$@"
compile --output-file requirements/development.txt --extra development --constraint requirements/production.txt "$@"
