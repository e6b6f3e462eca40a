/**
 * What may stand in a Caddyfile as a host.
 *
 * @module
 */

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const HOST = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`, "i");
/** A Service's name comes from a manifest, and an ExternalName may hold underscores. */
const UPSTREAM = /^([a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?):(\d{1,5})$/i;

/** Whether a text is a host name. */
export function isHost(text: string): boolean {
  return text.length <= 253 && HOST.test(text);
}

/** Whether a text is a host name, or one with `*` for its first label. */
export function isHostPattern(text: string): boolean {
  return isHost(text.startsWith("*.") ? text.slice(2) : text);
}

/** Host and port of a backend, `undefined` where the text is something else. */
export function parseUpstream(text: string): { host: string; port: number } | undefined {
  const match = UPSTREAM.exec(text);
  const port = Number(match?.[2]);
  return match && port >= 1 && port <= 65535 ? { host: match[1], port } : undefined;
}
