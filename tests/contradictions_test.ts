import { assertEquals } from "@std/assert";
import type { Ingress } from "@dekube/engine/pacts";
import { testConversion } from "@dekube/engine/testing";
import * as caddy from "../extensions/caddy/mod.ts";
import * as haproxy from "../extensions/haproxy/mod.ts";
import * as nginx from "../extensions/nginx/mod.ts";
import * as traefik from "../extensions/traefik/mod.ts";

const REWRITERS = {
  haproxy: new haproxy.HaproxyRewriter(),
  nginx: new nginx.NginxRewriter(),
  traefik: new traefik.TraefikRewriter(),
};

/** What says of an annotation that it does nothing. */
const NOTHING = /means nothing|nothing to act on|ha(?:s|ve) no effect|it is left out$/;

/** An Ingress of a host of its own with one annotation. */
function ingress(
  name: string,
  ingressClassName: string,
  annotation: string,
  value: string,
): Ingress {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name, namespace: "shop", annotations: { [annotation]: value } },
    spec: {
      ingressClassName,
      rules: [{
        host: `${name}.example`,
        http: {
          paths: [{
            path: "/",
            pathType: "Prefix",
            backend: { service: { name: "web", port: { number: 80 } } },
          }],
        },
      }],
    },
  };
}

for (const [name, { annotations }] of Object.entries(REWRITERS)) {
  Deno.test(`an annotation of ${name} that stands alone is not said to do nothing where it closes a route`, async () => {
    // Those of another controller, too, that the rewriter does not know.
    const all = [...new Set([...annotations, "haproxy-ingress.github.io/auth-url"])];
    const odd = all.flatMap((annotation, index) =>
      ["true", "x"].map((value) => ingress(`${value}${index}`, name, annotation, value))
    );
    const { diagnostics } = await testConversion([caddy, haproxy, nginx, traefik], [...odd, {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web", namespace: "shop" },
      spec: { ports: [{ port: 80 }] },
    }]);
    const said = [...diagnostics].filter(({ resource }) => resource?.kind === "Ingress");
    const closed = new Set(
      said.filter(({ code }) => code === "access-denied").map(({ resource }) => resource?.name),
    );
    const contradicting = said.filter(({ resource, path, message }) =>
      closed.has(resource?.name ?? "") && path?.startsWith("metadata.annotations") &&
      NOTHING.test(message)
    );
    assertEquals(contradicting.map(({ message }) => message), []);
    assertEquals(closed.size > 0, true);
  });
}
