#!/bin/sh
# Runs the CronJob test/log-cleanup once.
# Made by dekube, like compose.yml; changes are lost on the next run of that.
cd "$(dirname "$0")/.." || exit

# While another run goes on there is none (concurrencyPolicy: Forbid).
exec 9>.cron-log-cleanup.lock
flock -n 9 || exit 0

docker compose run --rm -T log-cleanup
status=$?

exit "$status"
