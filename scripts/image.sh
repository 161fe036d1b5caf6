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
cp fixtures/scenarios/stolen-instance-credentials/events.jsonl "$room/work"

size=$(du -sm "$room/app" | cut -f1)
echo "app: $size MB (budget $BUDGET_MB MB)" >&2
[ "$size" -le "$BUDGET_MB" ] || { echo "app is larger than its budget: see what was added with du" >&2; exit 1; }

chmod -R a-w,a+rX "$room/app" "$room/work"
chmod a+rx "$room"
nobody=()
[ "$(id -u)" != 0 ] || nobody=(setpriv --reuid=65532 --regid=65532 --clear-groups --no-new-privs)
node_is=$(command -v node)
# Only in a subshell: the process becomes node, as in a container.
started() {
  cd "$room/work"
  exec "${nobody[@]}" env -i PATH=/usr/bin:/bin NODE_ENV=production HOME="$room/work" NODE_OPTIONS=--max-old-space-size=768 \
    AWS_REGION=eu-central-1 AWS_ACCESS_KEY_ID=none AWS_SECRET_ACCESS_KEY=none AWS_EC2_METADATA_DISABLED=true \
    "$node_is" "$room/app/dist/run/cli.js" "$@"
}

(started --version)
(started replay events.jsonl --min-score 20 --format ndjson) | grep '"schema":"rolewarden.finding/1"' >/dev/null ||
  { echo "the replay found nothing" >&2; exit 1; }
if [ "$(id -u)" = 0 ] && "${nobody[@]}" touch "$room/app/dist/x" 2>/dev/null; then
  echo "the app can be written to" >&2
  exit 1
fi

# A queue that does not answer is waited for: SIGTERM must end that with 0, by itself and in time.
(started consume --source sqs --queue http://127.0.0.1:9/111122223333/none --listen off) 2>"$room/consumer.log" &
consumer=$!
for _ in $(seq 50); do grep -q . "$room/consumer.log" && break; sleep 0.2; done
sleep 2
kill -TERM "$consumer"
wait "$consumer" && ended=0 || ended=$?
cat "$room/consumer.log" >&2
[ "$ended" = 0 ] || { echo "SIGTERM ended the consumer with $ended" >&2; exit 1; }
echo "the app runs as a user who may write nothing, and ends when it is told to" >&2
