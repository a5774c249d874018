#!/usr/bin/env bash
# Makes sure of a browser for the journeys: installs Debian's Chromium where it may, else says so.
set -euo pipefail

for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null; then exit 0; fi
done

if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
  echo "Installing Chromium for the browser journeys."
  export DEBIAN_FRONTEND=noninteractive
  if apt-get -qq update && apt-get -qq install --yes --no-install-recommends chromium >/dev/null; then exit 0; fi
fi
echo "Chromium is missing, so the browser journeys are skipped: install it (Debian: apt-get install chromium)."
