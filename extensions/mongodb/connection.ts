/**
 * Addresses that clients connect to.
 *
 * @see https://www.mongodb.com/docs/manual/reference/connection-string/
 * @module
 */

/** Text that a part of an address may hold as it is. */
export function addressPart(value: string): string {
  return encodeURIComponent(value.toWellFormed()).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** A user's address of a server. */
export function connectionString(
  host: string,
  { name, password, database = "" }: { name: string; password: string; database?: string },
  options: readonly (readonly [name: string, value: string])[],
): string {
  const login = `${addressPart(name)}:${addressPart(password)}@`;
  const query = options.map(([name, value]) => `${name}=${value}`).join("&");
  return `mongodb://${login}${host}/${database}?${query}`;
}
