#!/bin/sh
# Listens, one process a connection, until the container is asked to stop.
set -u

nc -ll -p "$PORT" -e /opt/orders-db/session.sh &
listener=$!
trap 'echo "stopping"; kill "$listener"; exit 0' TERM INT

echo "$MEMBER listens on port $PORT"
wait "$listener"
