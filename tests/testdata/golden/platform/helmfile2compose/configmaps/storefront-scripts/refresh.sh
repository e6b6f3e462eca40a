#!/bin/sh
# refresh.sh <seconds>: fetches what the page shows, again and again.
set -u
. /etc/storefront/endpoints.conf
trap 'exit 0' TERM

fetch() { # fetch <url> <file>: an old file is better than half a new one
  if wget -q -O "/www/.$2.new" "$1"; then
    mv "/www/.$2.new" "/www/$2"
  else
    echo "no answer from $1"
  fi
}

while :; do
  fetch "$PRODUCTS_URL" products.json
  fetch "$ORDERS_URL" orders.json
  fetch "$FILES_URL" files.txt
  sleep "$1" &
  wait $!
done
