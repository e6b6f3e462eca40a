/**
 * `request-redirect`.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import type { Annotations } from "@dekube/engine/pacts/ingress";
import { escapeTemplate } from "@dekube/engine/pacts/proxy";

const TARGET = /^(?:(https?):\/\/)?([A-Za-z0-9.-]+(?::\d{1,5})?)$/;

/** Where all requests are sent, with their path: another host, by the client's scheme or another. */
export function readRedirect(annotations: Annotations): Pick<IngressEntry, "redirect"> {
  const name = "request-redirect";
  const value = annotations.get(name);
  if (value === "") return {};
  const [, scheme = "$scheme", host] = TARGET.exec(value) ?? [];
  if (host === undefined) {
    annotations.invalid(name, `${JSON.stringify(value)} is not a host, or its URL without a path`);
    return {};
  }
  const status = annotations.number("request-redirect-code") ?? 302;
  const isStatus = [301, 302, 303, 307, 308].includes(status);
  if (!isStatus) {
    annotations.invalid("request-redirect-code", `${status} is no status of a redirect`);
  }
  return {
    redirect: {
      to: `${scheme}://${escapeTemplate(host)}$request_uri`,
      status: isStatus ? status : 302,
    },
  };
}
