#!/bin/sh
# Puts example products into the database: a key and a description a line. May run again.
set -eu
. "$(dirname "$0")/db.sh"

while read -r key description; do
  answer=$(db "PUT products $key $description")
  echo "$key: $answer"
  [ "$answer" = OK ]
done <"$1"
