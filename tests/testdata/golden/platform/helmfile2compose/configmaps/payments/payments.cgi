#!/bin/sh
# Stands in for a payment provider's gateway.
#
#   GET  /payments/status/   which provider, and under which name TLS reached this pod
#   POST /payments/charge/   amount=<number>: says that it was paid
set -u

answer() { # answer <status> <body>
  printf 'Status: %s\r\nContent-Type: application/json\r\n\r\n%s\n' "$1" "$2"
  exit
}

case "$REQUEST_METHOD $REQUEST_URI" in
  "GET /payments/status/"*)
    key=$(cat "$PROVIDER_KEY_FILE")
    answer "200 OK" "{\"provider\": \"$PROVIDER\", \"keyLength\": ${#key}, \"serverName\": \"${HTTP_X_TLS_SERVER_NAME:-}\"}"
    ;;
  "POST /payments/charge/"*)
    amount=$(head -c "${CONTENT_LENGTH:-0}")
    amount=${amount#amount=}
    case $amount in
      '' | *[!0-9.]*) answer "400 Bad Request" '{"error": "no amount"}' ;;
    esac
    answer "200 OK" "{\"paid\": \"$amount\"}"
    ;;
  *)
    answer "404 Not Found" '{"error": "no such page"}'
    ;;
esac
