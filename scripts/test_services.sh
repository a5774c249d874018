#!/usr/bin/env bash
# The suite on PostgreSQL and Redis with a real worker: the local ones, or those that DATABASE_URL
# and CELERY_BROKER_URL name.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/services.sh

need() {
  echo "test-services: $*" >&2
  exit 1
}

use_postgresql || need "no PostgreSQL on 127.0.0.1:5432: start one, or name one with DATABASE_URL."
use_redis || need "no Redis on 127.0.0.1:6379: start one, or name one with CELERY_BROKER_URL."
export PORTAL_SERVICES=1

scripts/chromium.sh
exec .venv/bin/python -m pytest -n 2 "$@"
