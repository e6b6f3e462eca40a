#!/bin/sh
# Applies, in order, the migrations that the database has not had yet. A migration is a file of
# commands called <number>-<what>.txt.
set -eu
cd "$1"
. ./db.sh

until version=$(db VERSION); do
  echo "waiting for $DB_URL"
  sleep 1
done
echo "schema version $version"

for file in *.txt; do
  number=${file%%-*}
  if [ "$number" -gt "$version" ]; then
    echo "applying $file"
    answers=$(db "$(cat "$file")" "SETVERSION $number")
    case $answers in
      *ERR*)
        echo "$answers" >&2
        exit 1
        ;;
    esac
  fi
done
echo "schema version $(db VERSION)"
