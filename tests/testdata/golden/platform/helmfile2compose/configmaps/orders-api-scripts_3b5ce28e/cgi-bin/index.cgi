#!/bin/sh
# What the API did so far, for Prometheus.
printf 'Content-Type: text/plain; version=0.0.4\r\n\r\n'

echo "# TYPE orders_api_up gauge"
if wget -q -O /dev/null "$API_URL/healthz/"; then
  echo "orders_api_up 1"
else
  echo "orders_api_up 0"
fi

echo "# TYPE orders_api_requests_total counter"
awk '{ count[$2]++ } END { for (m in count) printf "orders_api_requests_total{method=\"%s\"} %d\n", m, count[m] }' \
  "$ACCESS_LOG"
