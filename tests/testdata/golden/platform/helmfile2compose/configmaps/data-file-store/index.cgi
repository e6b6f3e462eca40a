#!/bin/sh
# Called by httpd for every URL that ends with a slash.
#
#   POST /upload/?name=<file>   keeps the body
#   GET  /files/<file>          httpd serves it
#   GET  /list/                 the names of all files
#   GET  /about/                what this store is, and what the cache beside it says it is
#   GET  /healthz/
set -u

answer() { # answer <status>: the body follows on standard input
  printf 'Status: %s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n' "$1"
  cat
}

case $REQUEST_URI in
  /healthz/*)
    [ -w "$FILES_DIR" ] && echo ok | answer "200 OK" ||
      echo "can't write" | answer "503 Service Unavailable"
    ;;
  /upload/*)
    name=${QUERY_STRING#name=}
    case $name in
      '' | .* | *[!A-Za-z0-9._-]*)
        echo "not a file name" | answer "400 Bad Request"
        exit
        ;;
    esac
    if [ "$REQUEST_METHOD" != POST ]; then
      echo "send the file with POST" | answer "405 Method Not Allowed"
    elif head -c "${CONTENT_LENGTH:-0}" >"$FILES_DIR/.$name.$$" &&
      mv "$FILES_DIR/.$name.$$" "$FILES_DIR/$name"; then
      echo "/files/$name" | answer "201 Created"
    else
      echo "can't write" | answer "500 Internal Server Error"
    fi
    ;;
  /list/*)
    ls "$FILES_DIR" | answer "200 OK"
    ;;
  /about/*)
    {
      echo "file store, user $(id -u), group $(id -g)"
      printf 'INFO\nQUIT\n' | nc -w 2 "${CACHE_ADDRESS%:*}" "${CACHE_ADDRESS#*:}"
    } | answer "200 OK"
    ;;
  *)
    echo "no such page" | answer "404 Not Found"
    ;;
esac
