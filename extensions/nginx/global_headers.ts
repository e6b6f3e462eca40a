/**
 * Headers that the controller's ConfigMap sets or takes off for all routes.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import { type Annotations, isHeaderName, ResponseHeaders } from "@dekube/engine/pacts/ingress";
import { configMapKeys, configMapValue } from "@dekube/engine/pacts/kubernetes";
import { isHeader, reportBadHeader, setHeader } from "./response_headers.ts";
import { translateVariables } from "./variables.ts";

/** Variables of nginx that headers for backends may hold beside those of every text. */
const OF_REQUESTS: Readonly<Record<string, string>> = {
  http_x_forwarded_for: "$forwarded_for",
  remote_addr: "$remote_addr",
  req_id: "$request_id",
  request_id: "$request_id",
  server_port: "$server_port",
};

/** The ConfigMap of `add-headers`: headers of all answers. */
export function addGlobalHeaders(annotations: Annotations, headers: ResponseHeaders): void {
  for (const [name, value] of headersOf("add-headers", annotations)) {
    setHeader({ name, value }, "add-headers", annotations, headers);
  }
}

/** The ConfigMap of `proxy-set-headers`: headers that all backends get. */
export function readBackendHeaders(annotations: Annotations): Record<string, string> {
  const key = "proxy-set-headers";
  return Object.fromEntries(
    headersOf(key, annotations).flatMap(([name, value]) => {
      const translated = translateVariables(value, OF_REQUESTS);
      if (!isHeader(name, value)) reportBadHeader(name, key, annotations);
      else if (translated !== undefined) return [[name, translated]];
      else {
        annotations.unsupported(
          key,
          `the header ${name} holds a variable of nginx that can't be kept; it is left out`,
        );
      }
      return [];
    }),
  );
}

/** `hide-headers`: those of backends that no client gets. */
export function readHiddenHeaders(
  annotations: Annotations,
): Pick<IngressEntry, "responseHeaders"> {
  const names = annotations.list("hide-headers");
  const odd = names.filter((name) => !isHeaderName(name));
  annotations.invalidItems("hide-headers", odd, "is not the name of a header");
  const remove = [...new Set(names.filter(isHeaderName))];
  return remove.length > 0 ? { responseHeaders: { remove } } : {};
}

/**
 * `hsts`, where the ConfigMap says something of it: browsers are told to come by HTTPS alone. The controller does so for
 * every host with a certificate; here, where hosts are mostly tried out, only by its word.
 */
export function readHsts(annotations: Annotations): ResponseHeaders {
  const headers = new ResponseHeaders();
  const age = annotations.number("hsts-max-age");
  const subdomains = annotations.get("hsts-include-subdomains");
  const preload = annotations.flag("hsts-preload");
  const isAsked = age !== undefined || subdomains !== "" || preload;
  if (!annotations.flag("hsts", isAsked)) return headers;
  headers.set(
    "Strict-Transport-Security",
    [
      `max-age=${age ?? YEAR}`,
      ...(annotations.flag("hsts-include-subdomains", true) ? ["includeSubDomains"] : []),
      ...(preload ? ["preload"] : []),
    ].join("; "),
  );
  return headers;
}

/** The controller's own, in seconds. */
const YEAR = 31_536_000;

/** What the ConfigMap that a key names has. */
function headersOf(key: string, annotations: Annotations): [name: string, value: string][] {
  const value = annotations.get(key);
  if (value === "") return [];
  const [, namespace, name] = /^([^\s/]+)\/([^\s/]+)$/.exec(value) ?? [];
  if (name === undefined) {
    annotations.invalid(
      key,
      `${JSON.stringify(value)} names no ConfigMap; expected namespace/name`,
    );
    return [];
  }
  const map = annotations.ctx.configMaps.get(namespace, name);
  if (!map) {
    annotations.invalid(key, `there is no ConfigMap "${value}" (add it to the manifests)`);
    return [];
  }
  return configMapKeys(map).map((header) => {
    const value = configMapValue(map, header);
    return [header, typeof value === "string" ? value : ""];
  });
}
