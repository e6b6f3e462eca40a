/**
 * Addresses of Services inside text, made to fit a world without Services: there
 * a name leads straight to a container, so the port must be the container's.
 *
 * @module
 */

import { items, type ServiceLookup, word } from "../../../pacts/mod.ts";
import { isHeadless } from "../../../pacts/kubernetes/mod.ts";
import { hostPlace } from "./host_place.ts";

/** The dot at the end that makes a name absolute counts where an address goes on behind it. */
const HOST = String.raw`(?<host>[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?:\.(?=:\d|/))?)`;

/** It begins at a boundary, or a long word would be tried from each of its letters. */
const SCHEME = "(?:(?<![A-Za-z0-9+.-])(?<scheme>[A-Za-z][A-Za-z0-9+.-]*:))";

/**
 * A host in host position, with its port where it has one:
 * behind `//` and perhaps `user:password@`; behind an `@`; or standing alone as `host:port`, but not
 * as the value of a query parameter.
 */
const ADDRESS = new RegExp(
  [
    String.raw`${SCHEME}?//(?<user>[^\s/@?#"'<>]*@)?`,
    String.raw`(?<at>@)`,
    String.raw`(?<alone>(?<![\w.%+/@:$&?#-])(?<![?&][\w.%-]*=))`,
  ].map((lead, index) =>
    `${lead}${HOST.replace("host", `host${index}`)}(?::(?<port${index}>\\d{1,5}))?`
  ).map((form) => `(?:${form})`).join("|")
    .replace(/^/, "(?:").replace(/$/, String.raw`)(?![\w@%-]|\.\w|:\w)`),
  "g",
);

const DEFAULT_PORTS: Record<string, string> = {
  "http:": "80",
  "https:": "443",
};

/**
 * Rewrites addresses of Services in `text`, as a pod in `namespace` would mean them: the
 * Service's port becomes the container's (`http://web` -> `http://web:8080`), and an ExternalName
 * that leads out of the cluster becomes the name that it leads to. Only hosts in host position, each once.
 * Headless Services have no ports of their own and are left alone. `key` stands before the text.
 */
export function rewriteServiceUrls(
  value: string,
  namespace: string,
  services: ServiceLookup,
  key = "",
): string {
  return value.replace(ADDRESS, (whole, ...rest) => {
    const groups = rest.at(-1) as Record<string, string | undefined>;
    const offset = rest.at(-3) as number;
    const host = groups.host0 ?? groups.host1 ?? groups.host2 ?? "";
    const port = groups.port0 ?? groups.port1 ?? groups.port2;
    const effective = port ?? DEFAULT_PORTS[groups.scheme?.toLowerCase() ?? ""];
    if (port === undefined && groups.host0 === undefined) return whole;
    const address = containerAddress(host, effective, namespace, services);
    if (!address || (address.host === host && address.port === effective)) {
      return whole;
    }
    const lead = whole.slice(
      0,
      whole.length - host.length - (port ? port.length + 1 : 0),
    );
    // A name outside has no port by which it would be known for what it is.
    if (address.isOutside && !host.includes(".")) {
      const found = { name: host, at: offset + lead.length };
      if (hostPlace(value, found, key, address.ports) !== "host") return whole;
    }
    return lead + address.host +
      (address.port && (port || address.port !== effective) ? `:${address.port}` : "");
  });
}

/** Where an address leads. */
interface Address {
  host: string;
  port: string | undefined;
  /** Whether that is a name outside the cluster. */
  isOutside: boolean;
  /** The ports of the Service that leads outside. */
  ports?: ReadonlySet<number>;
}

function containerAddress(
  host: string,
  port: string | undefined,
  namespace: string,
  services: ServiceLookup,
): Address | undefined {
  const service = services.find(host, namespace);
  const target = service && services.resolve(service);
  if (!target) return undefined;
  // Clients of a headless Service reach the ports behind it.
  const isDirect = isHeadless(target.service ?? service);
  const number = isDirect || port === undefined ? undefined : services.targetPort(service, port);
  if (target.externalName) {
    return {
      host: target.externalName,
      port: number === undefined ? port : String(number),
      isOutside: true,
      ports: new Set(items(service.spec?.ports).map((known) => Number(word(known.port)))),
    };
  }
  return number === undefined ? undefined : { host, port: String(number), isOutside: false };
}
