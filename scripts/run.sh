#!/usr/bin/env bash
# The demo authority on SQLite: web, worker and scheduler until Ctrl-C.
set -euo pipefail
cd "$(dirname "$0")/.."

export DJANGO_SETTINGS_MODULE=portal.settings.development
export SITE_URL=${SITE_URL:-http://127.0.0.1:$PORT}
python=.venv/bin/python

if (exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null; then
  echo "run: port $PORT is taken: stop what listens there, or choose another with make run PORT=8001." >&2
  exit 1
fi

$python manage.py migrate --verbosity 0
$python manage.py seed_demo --scale 1 --if-empty
$python manage.py demo_accounts
echo
echo "The portal is at $SITE_URL (Ctrl-C stops it)."
.venv/bin/honcho start || (($? == 130)) # Ctrl-C is how it ends
