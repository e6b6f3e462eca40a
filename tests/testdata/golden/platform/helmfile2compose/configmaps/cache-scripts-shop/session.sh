#!/bin/sh
# One client's connection; nc starts this script with the connection as input and output.
#
#   SET <key> <value>   OK
#   GET <key>           VALUE <value> | NONE
#   INFO                one line about this cache
#   QUIT
set -u

valid() {
  case $1 in
    '' | .* | *[!A-Za-z0-9._-]*) return 1 ;;
  esac
}

while read -r command key value; do
  case $command in
    INFO)
      echo "cache $CACHE_ROLE in $POD_NAMESPACE"
      continue
      ;;
    QUIT)
      exit 0
      ;;
  esac
  if ! valid "$key"; then
    echo "ERR not a key"
    continue
  fi
  case $command in
    SET)
      printf '%s\n' "$value" >"$CACHE_DIR/.$key.$$" &&
        mv "$CACHE_DIR/.$key.$$" "$CACHE_DIR/$key" &&
        echo OK
      ;;
    GET)
      if [ -f "$CACHE_DIR/$key" ]; then
        echo "VALUE $(cat "$CACHE_DIR/$key")"
      else
        echo NONE
      fi
      ;;
    *)
      echo "ERR not a command"
      ;;
  esac
done
