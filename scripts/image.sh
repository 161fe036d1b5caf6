#!/usr/bin/env bash
# Runs deploy/Dockerfile's steps without an engine: a copy of what .dockerignore lets in, each RUN line, each COPY line
# of the second stage. Then starts what came out as a user who may write nothing there, and stops it with SIGTERM.
# `scripts/image.sh --steps` prints the steps and does nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

BUDGET_MB=140
runs() { sed -n 's/^RUN //p' deploy/Dockerfile; }
copies() { sed -n 's/^COPY --from=build //p' deploy/Dockerfile; }
let_in() { sed -n 's/^!//p' .dockerignore; }

if [ "${1:-}" = --steps ]; then
  runs
  copies
  exit 0
fi

room=$(mktemp -d)
trap 'chmod -R u+w "$room"; rm -rf "$room"' EXIT
mkdir -p "$room/src" "$room/work"
let_in | xargs git ls-files -- | xargs cp --parents -t "$room/src"

while read -r step; do
  echo "+ $step" >&2
  (cd "$room/src" && bash -c "$step" </dev/null >"$room/step.log" 2>&1) || { cat "$room/step.log" >&2; exit 1; }
done < <(runs)
while read -r from to; do
  mkdir -p "$room$(dirname "$to")"
  cp -a "$room$from" "$room$to"
done < <(copies)
cp fixtures/scenarios/rolewarden.yaml fixtures/scenarios/stolen-instance-credentials/events.jsonl "$room/work"

size=$(du -sm "$room/app" | cut -f1)
echo "app: $size MB (budget $BUDGET_MB MB)" >&2
[ "$size" -le "$BUDGET_MB" ] || { echo "app is larger than its budget: see what was added with du" >&2; exit 1; }

chmod -R a-w,a+rX "$room/app" "$room/work"
chmod a+rx "$room"
as_nobody() {
  if [ "$(id -u)" = 0 ]; then setpriv --reuid=65532 --regid=65532 --clear-groups --no-new-privs "$@"; else "$@"; fi
}
node_is=$(command -v node)
node_flags="--max-old-space-size=768 --enable-source-maps"
start() { (cd "$room/work" && NODE_OPTIONS=$node_flags exec_as_nobody "$@"); }
exec_as_nobody() { as_nobody env -i PATH=/usr/bin:/bin NODE_ENV=production NODE_OPTIONS="$NODE_OPTIONS" "$node_is" "$room/app/dist/run/cli.js" "$@"; }

start --version
start replay events.jsonl --config rolewarden.yaml --format ndjson | grep -q '"schema":"rolewarden.finding/1"' ||
  { echo "the replay found nothing" >&2; exit 1; }
if (cd "$room/app" && as_nobody touch dist/x 2>/dev/null); then
  [ "$(id -u)" != 0 ] && echo "warning: run as root to try another user" >&2 || { echo "the app can be written to" >&2; exit 1; }
fi
echo "the app runs as a user who may write nothing" >&2
