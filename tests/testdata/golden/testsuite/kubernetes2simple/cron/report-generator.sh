#!/bin/sh
# Runs the CronJob test/report-generator once.
# Made by dekube, like compose.yml; changes are lost on the next run of that.
cd "$(dirname "$0")/.." || exit

# A run that still goes on makes way (concurrencyPolicy: Replace).
docker stop "testsuite-report-generator-cron" >/dev/null 2>&1

exec 9>.cron-report-generator.lock
flock 9

# Each run is a new pod, whose emptyDirs are empty.
docker compose rm --force --stop report-generator-pod report-generator-sidecar-upload >/dev/null 2>&1

docker compose run --rm -T --name "testsuite-report-generator-cron" report-generator
status=$?

exit "$status"
