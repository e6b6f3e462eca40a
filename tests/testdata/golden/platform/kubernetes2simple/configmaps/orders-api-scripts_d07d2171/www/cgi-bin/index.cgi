#!/bin/sh
# The orders API. httpd calls this for every URL that ends with a slash.
#
#   GET  /v1/products/   what can be ordered
#   GET  /v1/orders/     the orders so far
#   POST /v1/orders/     a new one: sku=<product>&quantity=<number>
#   GET  /v1/config/     how this instance is set up
#   GET  /healthz/
set -u
. /opt/orders-api/lib/db.sh

string() { # string <text>: the text as a JSON string
  printf '"%s"' "$(printf '%s' "$1" | sed -e 's/\\/\\\\/g' -e 's/"/\\"/g')"
}

object() { # object <name> <text>…: a JSON object of strings
  separator='{'
  while [ $# -gt 1 ]; do
    printf '%s%s: %s' "$separator" "$(string "$1")" "$(string "$2")"
    separator=', '
    shift 2
  done
  printf '}'
}

answer() { # answer <status> <body>
  printf 'Status: %s\r\nContent-Type: application/json\r\n\r\n%s\n' "$1" "$2"
  echo "$(date +%FT%TZ) $REQUEST_METHOD $REQUEST_URI ${1%% *}" >>"$ACCESS_LOG"
  exit
}

list() { # list <table>: its rows as a JSON array; never more than a page
  page_size=$(sed -n 's/^page_size=//p' "$SETTINGS_FILE")
  db "LIST $1" | head -n "$page_size" | {
    separator=
    printf '['
    while read -r key value; do
      printf '%s' "$separator"
      object id "$key" text "$value"
      separator=', '
    done
    printf ']'
  }
}

cache() { # cache <host:port> <command>: what that cache answers
  printf '%s\nQUIT\n' "$2" | nc -w 2 "${1%:*}" "${1#*:}"
}

case "$REQUEST_METHOD $REQUEST_URI" in
  "GET /healthz/"*)
    if version=$(db VERSION); then
      answer "200 OK" "$(object status ok schema "$version")"
    fi
    answer "503 Service Unavailable" "$(object status "no database")"
    ;;

  "GET /v1/products/"*)
    answer "200 OK" "$(list products)"
    ;;

  "GET /v1/orders/"*)
    answer "200 OK" "$(list orders)"
    ;;

  "POST /v1/orders/"*)
    order=$(head -c "${CONTENT_LENGTH:-0}")
    sku=${order#sku=}
    sku=${sku%%&*}
    quantity=${order##*&quantity=}
    case $sku in
      '' | *[!a-z0-9-]*) answer "400 Bad Request" "$(object error "no product")" ;;
    esac
    case $quantity in
      '' | 0* | *[!0-9]*) answer "400 Bad Request" "$(object error "no quantity")" ;;
    esac
    if [ "$quantity" -gt "$LIMIT_ORDER_ITEMS" ]; then
      answer "400 Bad Request" "$(object error "too many" limit "$LIMIT_ORDER_ITEMS")"
    fi
    if [ "$(db "GET products $sku")" = NONE ]; then
      answer "404 Not Found" "$(object error "no such product")"
    fi

    id=$(db "ADD orders $quantity x $sku")
    id=${id#OK }
    cache "$REPORT_CACHE" "SET last-order $id" >/dev/null
    wget -q -O /dev/null --post-data "Order $id: $quantity x $sku" \
      "$FILES_URL/upload/?name=receipt-$id.txt"
    answer "201 Created" "$(object id "$id" receipt "/files/receipt-$id.txt")"
    ;;

  "GET /v1/config/"*)
    answer "200 OK" "$(
      object version "$APP_VERSION" \
        pod "$POD_NAME" namespace "$POD_NAMESPACE" ip "$POD_IP" \
        memoryLimitMiB "$MEMORY_LIMIT_MIB" \
        database "$DB_URL" files "$FILES_URL" publicUrl "$PUBLIC_URL" \
        sessionCache "$(cache "$SESSION_CACHE" INFO)" \
        reportCache "$(cache "$REPORT_CACHE" INFO)" \
        slogan "$SHOP_SLOGAN" \
        priceLabel "$PRICE_LABEL" pricePattern "$PRICE_PATTERN" \
        orderSubject "$ORDER_SUBJECT" \
        settings "$(grep -v '^#' "$SETTINGS_FILE" | tr '\n' ' ')"
    )"
    ;;

  *)
    answer "404 Not Found" "$(object error "no such page")"
    ;;
esac
