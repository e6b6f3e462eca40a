/**
 * Where the connections of an entry of a ConfigMap go: `shop/db:5432`, and what may stand behind it.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import type { Reporter } from "../diagnostics.ts";
import type { Service } from "../kubernetes/types.ts";
import { items, text } from "../read.ts";
import type { TlsTermination } from "./entry.ts";
import { type StreamFormat, type StreamPart, WRITTEN_PARTS } from "./stream_formats.ts";
import type { StreamRoute } from "./stream_route.ts";

/** What is looked at. */
type Context = Pick<ConvertContext, "services">;

/**
 * What the value of an entry says; `undefined` where it says nothing that can be kept, which is said. `home` is the
 * namespace of Secrets that name none.
 */
export function readStreamEntry(
  value: string,
  { protocol, parts }: StreamFormat,
  home: string,
  about: Reporter,
  ctx: Context,
): Omit<StreamRoute, "port"> | undefined {
  const [ref, wanted = "", ...rest] = value.split(/:(?!\/\/)/).map((part) => part.trim());
  const [, namespace, name] = /^([^\s/]+)\/([^\s/]+)$/.exec(ref) ?? [];
  if (name === undefined || wanted === "" || rest.length > parts.length) {
    const form = parts.map((part) => `[:${WRITTEN_PARTS[part]}`).join("") +
      "]".repeat(parts.length);
    about.warn(
      "bad-stream-entry",
      `${
        JSON.stringify(value)
      } does not say where connections go, so it is left out: expected namespace/service:port${form}`,
    );
    return undefined;
  }
  const said = new Map(parts.map((part, index) => [part, rest[index] ?? ""]));
  const upstream = upstreamOf({ namespace, name, wanted, protocol }, about, ctx);
  if (upstream === undefined) return undefined;
  if (said.get("ca")) {
    about.error(
      "access-denied",
      `connections are not forwarded, because clients are asked for certificates (${
        said.get("ca")
      }), which can't be kept. Let TLS pass through to the backend, and have that ask for them`,
    );
    return undefined;
  }
  const tls = terminationOf(said, home, about);
  if (tls === "unknown") return undefined;
  if (isProxy(said.get("decode"))) {
    about.info(
      "ignored-proxy-header",
      "clients are not asked for a header of the PROXY protocol: that is for a load balancer in front of the controller, and here they connect by themselves",
    );
  }
  return {
    protocol: tls ? "tls" : protocol === "TCP" ? "tcp" : "udp",
    upstream,
    ...(tls ? { tls } : {}),
    ...(isProxy(said.get("encode")) ? { proxyProtocol: true } : {}),
  };
}

function isProxy(word = ""): boolean {
  return /^proxy(-v[12])?$/i.test(word);
}

/** How TLS of clients ends, if it does; `"unknown"` where nobody has the certificate. */
function terminationOf(
  said: ReadonlyMap<StreamPart, string>,
  home: string,
  about: Reporter,
): TlsTermination | "unknown" | undefined {
  if (said.get("ssl")?.toLowerCase() === "ssl") return {};
  const ref = said.get("certificate") ?? "";
  if (ref === "") return undefined;
  const [, namespace = home, name] = /^(?:([^\s/]+)\/)?([^\s/]+)$/.exec(ref) ?? [];
  if (name !== undefined) return { secret: { namespace, name } };
  about.warn(
    "bad-stream-entry",
    `the certificate ${
      JSON.stringify(ref)
    } is no Secret (namespace/secret) but a file of the controller's, so the entry is left out`,
  );
  return "unknown";
}

/** Where a Service and its port lead; what leads nowhere is left out, as controllers do. */
function upstreamOf(
  { namespace, name, wanted, protocol }: {
    namespace: string;
    name: string;
    wanted: string;
    protocol: StreamFormat["protocol"];
  },
  about: Reporter,
  { services }: Context,
): string | undefined {
  const service = services.get(namespace, name);
  if (!service) {
    about.warn(
      "missing-service",
      `there is no Service "${name}" in the namespace "${namespace}", so nothing would answer, and the entry is left out. Add it to the manifests`,
    );
    return undefined;
  }
  const outside = services.resolve(service)?.externalName;
  const port = portOf(service, wanted, protocol);
  if (!port && outside === undefined) {
    about.error(
      "missing-port",
      `the Service "${name}" has no port ${
        JSON.stringify(wanted)
      } of ${protocol}, so the entry is left out. Name one that it has`,
    );
    return undefined;
  }
  const target = (port && services.targetPort(service, text(port.name) || text(port.port))) ??
    wanted;
  return `${outside ?? `${name}.${namespace}.svc.cluster.local`}:${target}`;
}

function portOf(service: Service, wanted: string, protocol: StreamFormat["protocol"]) {
  return items(service.spec?.ports).find((port) =>
    (text(port.port) === wanted || text(port.name) === wanted) &&
    (text(port.protocol) || "TCP") === protocol
  );
}
