/**
 * What the parts of a route are named by.
 *
 * @module
 */

/** A name for a route that nothing else in nginx.conf has: the places of its site, and of the route within. */
export function routeId(site: number, route: number): string {
  return `s${site}r${route}`;
}
