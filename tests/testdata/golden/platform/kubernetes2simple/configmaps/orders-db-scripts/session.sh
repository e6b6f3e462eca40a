#!/bin/sh
# One client's connection; nc starts this script with the connection as input and output.
#
#   PING                        PONG
#   AUTH <user> <password>      OK
#   CREATE <table>              OK
#   PUT <table> <key> <value>   OK
#   ADD <table> <value>         OK <key>, the next number
#   GET <table> <key>           VALUE <value> | NONE
#   LIST <table>                <key> <value>, a line each
#   VERSION                     the schema's version
#   SETVERSION <number>         OK
#   QUIT
#
# Whatever goes wrong is answered with a line that begins with ERR.
set -u

tables=$DATA_DIR/tables
authenticated=no

# Table names and keys become file names, so they hold nothing special.
valid() {
  case $1 in
    '' | .* | *[!a-z0-9.-]*) return 1 ;;
  esac
}

write() { # write <file> <value>: never leaves half a file behind
  printf '%s\n' "$2" >"$DATA_DIR/.new.$$" && mv "$DATA_DIR/.new.$$" "$1"
}

while read -r command name rest; do
  case $command in
    PING)
      echo PONG
      continue
      ;;
    QUIT)
      exit 0
      ;;
    AUTH)
      if [ "$name" = "$DB_USER" ] && [ "$rest" = "$(cat "$DB_PASSWORD_FILE")" ]; then
        authenticated=yes
        echo OK
      else
        echo "ERR wrong user or password"
      fi
      continue
      ;;
  esac

  if [ "$authenticated" = no ]; then
    echo "ERR not authenticated"
    continue
  fi

  case $command in
    VERSION)
      cat "$DATA_DIR/schema-version"
      continue
      ;;
    SETVERSION)
      write "$DATA_DIR/schema-version" "$name" && echo OK
      continue
      ;;
  esac

  if ! valid "$name"; then
    echo "ERR not a name: $name"
    continue
  fi
  if [ "$command" = CREATE ]; then
    mkdir -p "$tables/$name" && echo OK
    continue
  fi
  if [ ! -d "$tables/$name" ]; then
    echo "ERR no such table: $name"
    continue
  fi

  case $command in
    PUT)
      key=${rest%% *}
      if valid "$key"; then
        write "$tables/$name/$key" "${rest#* }" && echo OK
      else
        echo "ERR not a key: $key"
      fi
      ;;
    ADD)
      key=1
      # With noclobber on, making the file fails where another connection was first.
      until (set -C; printf '%s\n' "$rest" >"$tables/$name/$key") 2>/dev/null; do
        if [ ! -e "$tables/$name/$key" ]; then
          echo "ERR can't write"
          continue 2
        fi
        key=$((key + 1))
      done
      echo "OK $key"
      ;;
    GET)
      if valid "$rest" && [ -f "$tables/$name/$rest" ]; then
        echo "VALUE $(cat "$tables/$name/$rest")"
      else
        echo NONE
      fi
      ;;
    LIST)
      for file in "$tables/$name"/*; do
        if [ -f "$file" ]; then
          echo "${file##*/} $(cat "$file")"
        fi
      done
      ;;
    *)
      echo "ERR not a command: $command"
      ;;
  esac
done
