#!/usr/bin/env bash
# The suite on the embedded default, whatever the environment says; pytest's summary comes last.
set -euo pipefail
cd "$(dirname "$0")/.."
export DATABASE_URL=sqlite:///$PWD/var/portal.sqlite3 CELERY_BROKER_URL=filesystem://
unset PORTAL_SERVICES

scripts/chromium.sh
exec .venv/bin/python -m pytest -n 2 "$@"
