#!/bin/sh
# Succeeds when the database answers.
[ "$(printf 'PING\nQUIT\n' | nc -w 2 127.0.0.1 "$PORT")" = PONG ]
