#!/usr/bin/env bash
# The suite on the embedded default, whatever the environment says; pytest's summary comes last.
set -euo pipefail
cd "$(dirname "$0")/.."
export DATABASE_URL=sqlite:///$PWD/var/portal.sqlite3 CELERY_BROKER_URL=filesystem://
unset PORTAL_SERVICES

scripts/chromium.sh
if (($# == 0)); then set -- --cov --cov-fail-under=90; fi # the gate is for the whole suite
exec .venv/bin/python -m pytest -n 2 "$@"
