/**
 * The scripts that Spotahome's operator has in ConfigMaps of a RedisFailover.
 *
 * @module
 */

/** Whether the server answers. */
export function readinessScript(port: number): string {
  return `[ "$(redis-cli -p ${port} --user pinger --pass pingpass --no-auth-warning ping)" = PONG ]
`;
}

/** Before the server stops: it keeps what it has. */
export function shutdownScript(port: number): string {
  return `if [ -n "\${REDIS_PASSWORD:-}" ]; then export REDISCLI_AUTH="$REDIS_PASSWORD"; fi
redis-cli -p ${port} save
`;
}
