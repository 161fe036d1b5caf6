#!/usr/bin/env bash
# Installs what the tests need, where it is missing: redis-server, openssl and chromium (Debian's packages), and moto, an
# AWS API emulator.
set -euo pipefail
cd "$(dirname "$0")/.."

install_packages() {
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

if ! command -v redis-server >/dev/null; then
  install_packages redis-server || { echo "redis-server is missing and could not be installed: install Redis 7 or newer" >&2; exit 1; }
fi

if ! command -v openssl >/dev/null; then
  install_packages openssl || { echo "openssl is missing and could not be installed: the tests make certificates with it" >&2; exit 1; }
fi

if ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null && ! command -v google-chrome >/dev/null; then
  install_packages chromium || { echo "chromium is missing and could not be installed: the tests open HTML reports with it" >&2; exit 1; }
fi

works() { "$1" --help >/dev/null 2>&1; }
if ! works moto_server && ! works .tools/moto/bin/moto_server; then
  command -v python3 >/dev/null && python3 -m venv --help >/dev/null 2>&1 || install_packages python3 python3-venv
  python3 -m venv .tools/moto || { install_packages python3-venv && python3 -m venv .tools/moto; }
  .tools/moto/bin/pip install --quiet --disable-pip-version-check 'moto[server]>=5.1,<6'
fi
