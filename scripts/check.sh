#!/usr/bin/env bash
# Every check that is not a test. All of them run; fails at the end when any failed.
set -uo pipefail
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
source scripts/services.sh
export DJANGO_SETTINGS_MODULE=portal.settings.test

failed=()
step() {
  echo "== $1"
  "${@:2}" || failed+=("$1")
}

templates() {
  git ls-files --cached --others --exclude-standard '*.html' | xargs "$@"
}

# The linter reads the SQL of the database that production runs; what it knows of SQLite is too little.
# Passed over: what refuses a row of the old release on purpose, for the seconds of a deploy.
migrations() {
  if ! use_postgresql; then
    echo "skipped: needs PostgreSQL on 127.0.0.1:5432 or in DATABASE_URL"
    return
  fi
  local rooms
  rooms=$(printf '%s\n' {portal,schools,exclusions,linkworkers,resources}/*/migrations | cut -d/ -f2)
  python manage.py lintmigrations --no-cache --ignore-initial-migrations --quiet ok ignore \
    --ignore-name 0008_one_stage_at_a_time_but_those_left 0012_what_a_decision_says_is_frozen \
    --include-apps $rooms
}

deployable() {
  # Dummies: enough for production settings to start.
  env DJANGO_SETTINGS_MODULE=portal.settings.production \
    SECRET_KEY="$(printf 'check-only-%.0s' {1..6})" \
    DATABASE_URL=postgres://portal@db.example/portal CELERY_BROKER_URL=redis://redis.example/0 \
    CACHE_URL=redis://redis.example/1 EMAIL_URL=smtp://mail.example:25 \
    ALLOWED_HOSTS=portal.example SITE_URL=https://portal.example \
    python manage.py check --deploy --fail-level WARNING
}

step "formatting" ruff format --check --quiet --output-format concise .
step "lint" ruff check --quiet --output-format concise .
step "types" mypy
step "layers" lint-imports --no-logo
step "models without migration" env DATABASE_URL=sqlite://:memory: python manage.py makemigrations --check --dry-run
step "migrations that break a running release" migrations
step "template indentation" templates djhtml --tabwidth 2 --check
step "template lint" templates djlint --lint --quiet
step "production settings" deployable

if ((${#failed[@]})); then
  printf 'check: failed: %s\n' "${failed[@]}" >&2
  exit 1
fi
echo "check: all passed"
