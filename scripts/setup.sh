#!/usr/bin/env bash
# Installs into .venv/, node_modules/ and var/vendor/. Safe to repeat: does only what has changed.
set -euo pipefail
cd "$(dirname "$0")/.."

need() {
  echo "setup: $*" >&2
  exit 1
}

python=${PYTHON:-python3}
command -v "$python" >/dev/null \
  || need "Python is missing: install Python 3.11 or newer (Debian: apt-get install python3 python3-venv)."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
  || need "$("$python" --version) is too old: install Python 3.11 or newer, or name one with PYTHON=python3.12."
"$python" -c 'import ensurepip, venv' 2>/dev/null \
  || need "Python's venv module is missing: install it (Debian: apt-get install python3-venv)."
command -v node >/dev/null \
  || need "Node.js is missing: install Node.js 18 or newer with npm (Debian: apt-get install nodejs npm)."
command -v npm >/dev/null \
  || need "npm is missing: install it beside Node.js (Debian: apt-get install npm)."

version=$("$python" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])')

# changed STAMP INPUT...: the stamp does not stand for this Python and these files.
wanted=
changed() {
  wanted="$version $(cat "${@:2}" | cksum)"
  [[ ! -f $1 || $(<"$1") != "$wanted" ]]
}

if [[ $(.venv/bin/python -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null) != "$version" ]]; then
  echo "setup: creating .venv with Python $version"
  "$python" -m venv --clear .venv
fi
if changed .venv/installed requirements/development.txt; then
  echo "setup: installing Python packages"
  .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes \
    --requirement requirements/development.txt
  echo "$wanted" >.venv/installed
fi
if changed node_modules/installed package-lock.json; then
  echo "setup: installing front-end packages"
  npm ci --no-audit --no-fund --loglevel=error
  echo "$wanted" >node_modules/installed
fi
.venv/bin/python scripts/vendor_frontend.py
