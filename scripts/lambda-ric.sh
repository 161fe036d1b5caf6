#!/usr/bin/env bash
# Builds AWS's own Lambda runtime interface client in .tools/ric, for the tests of the bundle: they use it where it is,
# and a small client of their own always. Takes about a minute; needs Debian's compilers.
set -euo pipefail
cd "$(dirname "$0")/.."

version=3.3.0
if [ -f ".tools/ric/node_modules/aws-lambda-ric/package.json" ]; then
  echo ".tools/ric is there" >&2
  exit 0
fi

for tool in autoconf automake libtoolize cmake g++ make; do
  if ! command -v "$tool" >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends autoconf automake libtool cmake g++ make >/dev/null
    break
  fi
done

mkdir -p .tools/ric
echo '{"private":true}' > .tools/ric/package.json
npm install --prefix .tools/ric --no-audit --no-fund --loglevel=error "aws-lambda-ric@$version"
