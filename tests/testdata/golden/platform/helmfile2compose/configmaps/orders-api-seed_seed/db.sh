# For programs that use the orders database: sourced, not run.

# db COMMAND…: sends the commands and prints what the database answers. Fails where it can't log in.
db() {
  {
    printf 'AUTH %s %s\n' "$DB_USER" "$DB_PASSWORD"
    printf '%s\n' "$@" QUIT
  } | nc -w 5 "$DB_HOST" "$DB_PORT" | {
    read -r greeting || greeting="no answer from $DB_URL"
    if [ "$greeting" != OK ]; then
      echo "$greeting" >&2
      exit 1
    fi
    cat
  }
}
