import { assertEquals } from "@std/assert";
import {
  EDGE,
  fieldsOf,
  gateway,
  httpRoute,
  messagesOf,
  object,
  routesOf,
  TO_WEB,
} from "./_testing.ts";

const NAMESPACE = { kind: "Namespace", metadata: { name: "shop", labels: { team: "shop" } } };

function hostsOf(manifests: Parameters<typeof routesOf>[0]) {
  const { routes, said } = routesOf(manifests);
  return { hosts: fieldsOf(routes, "host", "protocols").map(({ host }) => host), said };
}

Deno.test("a listener takes routes of the namespaces that it allows", () => {
  const attached = (from: object, more: Parameters<typeof routesOf>[0] = []) => {
    const door = object("Gateway", "door", {
      listeners: [{ name: "a", port: 80, protocol: "HTTP", allowedRoutes: { namespaces: from } }],
    }, "infra");
    const parentRefs = [{ name: "door", namespace: "infra" }];
    return hostsOf([door, httpRoute("web", { parentRefs, rules: [TO_WEB] }), ...more]);
  };
  assertEquals(attached({ from: "All" }), { hosts: [""], said: [] });
  const selector = { matchLabels: { team: "shop" } };
  assertEquals(attached({ from: "Selector", selector }, [NAMESPACE]).hosts, [""]);
  const byName = { matchLabels: { "kubernetes.io/metadata.name": "shop" } };
  assertEquals(attached({ from: "Selector", selector: byName }).hosts, [""]);
  const refused = { hosts: [], said: ["route-not-allowed spec.parentRefs[0]"] };
  assertEquals(attached({}), refused);
  assertEquals(attached({ from: "Same" }), refused);
  assertEquals(attached({ from: "None" }), refused);
  assertEquals(attached({ from: "Selector", selector }), refused);
});

Deno.test("a listener takes the kinds that it allows, and its protocol can", () => {
  const door = gateway("door", [
    { name: "grpc", allowedRoutes: { kinds: [{ kind: "GRPCRoute" }] } },
    { name: "tcp", port: 5432, protocol: "TCP" },
  ]);
  const parentRefs = [{ name: "door" }];
  assertEquals(hostsOf([door, httpRoute("web", { parentRefs, rules: [TO_WEB] })]), {
    hosts: [],
    said: ["route-not-allowed spec.parentRefs[0]"],
  });
});

Deno.test("of two listeners that no request can be told apart by the first counts", () => {
  const door = gateway("door", [
    { name: "one", hostname: "a.example" },
    { name: "two", hostname: "A.example" },
    { name: "three", protocol: "HTTPS", hostname: "b.example" },
    { name: "four", port: 81, hostname: "a.example" },
    { name: "five", port: 82, protocol: "SCTP" },
  ]);
  const { said } = hostsOf([door]);
  assertEquals(said, [
    "listener-conflict spec.listeners[1]",
    "listener-conflict spec.listeners[2]",
    "merged-port spec.listeners[3].port",
    "unsupported-protocol spec.listeners[4].protocol",
  ]);
});

Deno.test("a ListenerSet adds listeners to the Gateway that lets it", () => {
  const set = object("ListenerSet", "more", {
    parentRef: { name: "door" },
    listeners: [{ name: "b", port: 80, protocol: "HTTP", hostname: "b.example" }],
  });
  const own = [{ name: "a", port: 80, protocol: "HTTP", hostname: "a.example" }];
  const route = (kind: string, name: string) =>
    httpRoute("web", { parentRefs: [{ kind, name }], rules: [TO_WEB] });
  const open = object("Gateway", "door", {
    allowedListeners: { namespaces: { from: "Same" } },
    listeners: own,
  });
  const closed = object("Gateway", "door", { listeners: own });
  assertEquals(hostsOf([open, set, route("ListenerSet", "more")]).hosts, ["b.example"]);
  assertEquals(hostsOf([open, set, route("Gateway", "door")]).hosts, ["a.example"]);
  assertEquals(hostsOf([closed, set, route("ListenerSet", "more")]), {
    hosts: [],
    said: ["listeners-not-allowed spec.parentRef", "no-listener spec.parentRefs[0]"],
  });
  assertEquals(hostsOf([set]).said, ["missing-gateway spec.parentRef"]);
});

Deno.test("a certificate is that of the listener, where it may have it", () => {
  const tlsOf = (ref: object, more: Parameters<typeof routesOf>[0] = []) => {
    const tls = { certificateRefs: [ref] };
    const door = gateway("door", [{ name: "a", port: 443, protocol: "HTTPS", tls }]);
    const parentRefs = [{ name: "door" }];
    const { routes, said } = routesOf([
      door,
      httpRoute("web", { parentRefs, rules: [TO_WEB] }),
      ...more,
    ]);
    return { tls: fieldsOf(routes, "tls", "protocols"), said };
  };
  const protocols = ["https" as const];
  const secret = { namespace: "shop", name: "cert" };
  assertEquals(tlsOf({ name: "cert" }), { tls: [{ tls: { secret }, protocols }], said: [] });
  const away = { name: "cert", namespace: "certs" };
  assertEquals(tlsOf(away), {
    tls: [{ tls: {}, protocols }],
    said: ["ungranted-certificate spec.listeners[0].tls.certificateRefs[0]"],
  });
  const grant = object("ReferenceGrant", "grant", {
    from: [{ group: "gateway.networking.k8s.io", kind: "Gateway", namespace: "shop" }],
    to: [{ group: "", kind: "Secret", name: "cert" }],
  }, "certs");
  assertEquals(tlsOf(away, [grant]).tls, [{
    tls: { secret: { namespace: "certs", name: "cert" } },
    protocols,
  }]);
  assertEquals(tlsOf({ name: "cert", kind: "Other" }).said, [
    "unsupported-certificate spec.listeners[0].tls.certificateRefs[0]",
  ]);
});

Deno.test("clients of a listener must show what its Gateway asks for", () => {
  const asked = (validation: object) => {
    const door = object("Gateway", "door", {
      listeners: [{ name: "a", port: 443, protocol: "HTTPS" }],
      tls: { frontend: { default: { validation } } },
    });
    const parentRefs = [{ name: "door" }];
    const { routes } = routesOf([door, httpRoute("web", { parentRefs, rules: [TO_WEB] })]);
    return fieldsOf(routes, "clientCertificate", "denied");
  };
  assertEquals(asked({ caCertificateRefs: [{ kind: "Secret", name: "ca" }] }), [
    { clientCertificate: { namespace: "shop", name: "ca" } },
  ]);
  assertEquals(asked({ caCertificateRefs: [{ name: "ca", namespace: "other" }] }), [
    { denied: 'no ReferenceGrant lets it have the ConfigMap "ca"' },
  ]);
  assertEquals(asked({}), [{ denied: "spec.tls.frontend.default.validation names no CA" }]);
  assertEquals(asked({ mode: "AllowInsecureFallback" }), [{}]);
});

Deno.test("clients of a listener must show what it asks for itself", () => {
  const asked = (tls: object, protocol = "HTTPS") => {
    const door = gateway("door", [{ name: "a", port: 443, protocol, tls }]);
    const parentRefs = [{ name: "door" }];
    const { routes, said } = routesOf([door, httpRoute("web", { parentRefs, rules: [TO_WEB] })]);
    return { routes: fieldsOf(routes, "clientCertificate", "denied"), said };
  };
  const frontendValidation = { caCertificateRefs: [{ name: "ca" }] };
  assertEquals(asked({ frontendValidation }).routes, [
    { clientCertificate: { namespace: "shop", name: "ca" } },
  ]);
  assertEquals(asked({ frontendValidation: {} }).routes, [
    { denied: "spec.listeners[0].tls.frontendValidation names no CA" },
  ]);
  const istio = (mode: string) =>
    asked({ options: { "gateway.istio.io/tls-terminate-mode": mode } });
  assertEquals(istio("SIMPLE"), { routes: [{}], said: [] });
  const harmless = { "nginx.org/ssl-protocols": "TLSv1.3" };
  assertEquals(asked({ options: harmless }), {
    routes: [{}],
    said: ["tls-option spec.listeners[0].tls.options"],
  });
  for (const option of ["gateway.istio.io/tls-terminate-mode", "example.test/who"]) {
    assertEquals(asked({ options: { ...harmless, [option]: "MUTUAL" } }).routes, [
      { denied: `spec.listeners[0].tls.options: the option "${option}" may say who is let in` },
    ]);
  }
});

Deno.test("listeners of Traefik's Gateways ask what its TLSOption for all routes does", () => {
  const asked = (controllerName: string, clientAuthType: string, protocol = "HTTPS") => {
    const door = gateway("door", [{ name: "a", port: 443, protocol }]);
    const parentRefs = [{ name: "door" }];
    const option = {
      apiVersion: "traefik.io/v1alpha1",
      kind: "TLSOption",
      metadata: { name: "default", namespace: "edge" },
      spec: { clientAuth: { clientAuthType } },
    };
    const others = [object("GatewayClass", "any", { controllerName }), option];
    const route = httpRoute("web", { parentRefs, rules: [TO_WEB] });
    return fieldsOf(routesOf([door, route, ...others]).routes, "denied");
  };
  const traefik = "traefik.io/gateway-controller";
  const denied = 'the TLSOption "default" asks clients for a certificate';
  assertEquals(asked(traefik, "RequireAndVerifyClientCert"), [{ denied }]);
  assertEquals(asked(traefik, "NoClientCert"), [{}]);
  assertEquals(asked(traefik, "RequireAndVerifyClientCert", "HTTP"), [{}]);
  assertEquals(asked("example.test/other", "RequireAndVerifyClientCert"), [{}]);
});

Deno.test("the Gateway of the tests says nothing", () => {
  assertEquals(routesOf([EDGE]), { routes: [], said: [] });
});

Deno.test("a listener says which ReferenceGrant to add when its certificate is of another namespace", () => {
  const tls = { certificateRefs: [{ name: "cert", namespace: "certs" }] };
  assertEquals(messagesOf([gateway("door", [{ name: "a", port: 443, protocol: "HTTPS", tls }])]), [
    'no ReferenceGrant in "certs" lets a Gateway of "shop" have the Secret "cert", so it is not used: the proxy has a certificate of its own. Add a ReferenceGrant in "certs" from Gateway of "shop" to Secret "cert"',
  ]);
});
