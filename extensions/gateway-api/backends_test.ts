import { assertEquals } from "@std/assert";
import { CERTIFICATE } from "../../pacts/_testing.ts";
import {
  fieldsOf,
  grpcRoute,
  httpRoute,
  messagesOf,
  object,
  routesOf,
  service,
  TO_WEB,
} from "./_testing.ts";

type Manifests = Parameters<typeof routesOf>[0];

const CA = {
  kind: "ConfigMap",
  metadata: { name: "ca", namespace: "shop" },
  data: { "ca.crt": CERTIFICATE },
};

/** What a rule with one backend leads to. */
function leads(ref: object, more: Manifests = []) {
  const rules = [{ backendRefs: [{ name: "web", port: 80, ...ref }] }];
  const { routes, said } = routesOf([httpRoute("web", { rules }), ...more]);
  const [route] = fieldsOf(
    routes,
    ...["upstream", "scheme", "serverSni", "serverCaSecret", "serverCaIsPublic"] as const,
    "answer",
  );
  return { ...route, said };
}

function policy(name: string, spec: object): Manifests[number] {
  return object("BackendTLSPolicy", name, {
    targetRefs: [{ group: "", kind: "Service", name: "web" }],
    validation: { hostname: "web.example", wellKnownCACertificates: "System" },
    ...spec,
  });
}

Deno.test("a backend is the container's port behind a Service", () => {
  assertEquals(leads({}), {
    upstream: "web.shop.svc.cluster.local:8080",
    scheme: "http" as const,
    said: [],
  });
});

Deno.test("what leads nowhere answers 500, and is said", () => {
  const failed = {
    upstream: "localhost:80",
    scheme: "http" as const,
    answer: { status: 500 },
    said: ["no-backend spec.rules[0].backendRefs[0]"],
  };
  const away = [service("far", {}, "data")];
  assertEquals(leads({ name: "gone" }), failed);
  assertEquals(leads({ port: 81 }), failed);
  assertEquals(leads({ port: null }), failed);
  const outside = object("Service", "outside", {
    type: "ExternalName",
    externalName: "api.example.org",
  });
  assertEquals(leads({ name: "outside", port: null }, [{ ...outside, apiVersion: "v1" }]), failed);
  assertEquals(leads({ kind: "Other" }), failed);
  assertEquals(leads({ group: "example.com" }), failed);
  assertEquals(leads({ name: "far", namespace: "data" }, away), failed);
  const grant = object("ReferenceGrant", "grant", {
    from: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: "shop" }],
    to: [{ group: "", kind: "Service" }],
  }, "data");
  assertEquals(
    leads({ name: "far", namespace: "data" }, [...away, grant]).upstream,
    "far.data.svc.cluster.local:8080",
  );
});

Deno.test("a port says how it is spoken to, and gRPC is HTTP/2", () => {
  const scheme = (appProtocol?: string) =>
    leads({ name: "app" }, [service("app", { appProtocol })]).scheme;
  assertEquals(
    ["kubernetes.io/h2c", "kubernetes.io/ws", "kubernetes.io/wss", "HTTPS", undefined].map(scheme),
    [
      "h2c",
      "http",
      "https",
      "https",
      "http",
    ],
  );
  const { routes } = routesOf([grpcRoute("web", { rules: [TO_WEB] })]);
  assertEquals(fieldsOf(routes, "scheme", "grpc"), [{ scheme: "h2c", grpc: true }]);
});

Deno.test("a BackendTLSPolicy has its backend checked, and never asked without TLS", () => {
  const tls = { scheme: "https" as const, upstream: "web.shop.svc.cluster.local:8080", said: [] };
  assertEquals(leads({}, [policy("p", {})]), {
    ...tls,
    serverSni: "web.example",
    serverCaIsPublic: true,
  });
  const caCertificateRefs = [{ group: "", kind: "ConfigMap", name: "ca" }];
  assertEquals(
    leads({}, [CA, policy("p", { validation: { hostname: "web.example", caCertificateRefs } })]),
    {
      ...tls,
      serverSni: "web.example",
      serverCaSecret: { kind: "ConfigMap", namespace: "shop", name: "ca" },
    },
  );
  for (
    const validation of [{ hostname: "a.example", caCertificateRefs }, { hostname: "a.example" }]
  ) {
    assertEquals(leads({}, [policy("p", { validation })]).answer, { status: 500 });
  }
});

Deno.test("the policy of a port counts before that of a Service, and the older before the younger", () => {
  const named = (name: string, sectionName: string | undefined, creationTimestamp: string) => {
    const made = policy(name, {
      targetRefs: [{ group: "", kind: "Service", name: "app", sectionName }],
      validation: { hostname: `${name}.example`, wellKnownCACertificates: "System" },
    });
    return { ...made, metadata: { ...made.metadata, creationTimestamp } };
  };
  const app = service("app", { name: "tls" });
  const all = [app, named("all", undefined, "2024"), named("young", undefined, "2025")];
  assertEquals(leads({ name: "app" }, all), {
    upstream: "app.shop.svc.cluster.local:8080",
    scheme: "https",
    serverSni: "all.example",
    serverCaIsPublic: true,
    said: ["policy-conflict spec.targetRefs[0]"],
  });
  assertEquals(
    leads({ name: "app" }, [...all, named("port", "tls", "2026")]).serverSni,
    "port.example",
  );
  assertEquals(
    leads({ name: "app" }, [...all, named("port", "no", "2026")]).serverSni,
    "all.example",
  );
});

Deno.test("a policy of v1alpha2 counts too", () => {
  const old = object("BackendTLSPolicy", "old", {
    targetRef: { group: "", kind: "Service", name: "web" },
    tls: { hostname: "web.example", caCertRefs: [{ kind: "ConfigMap", name: "ca" }] },
  });
  const { scheme, serverSni, said } = leads({}, [CA, old]);
  assertEquals([scheme, serverSni, said], ["https", "web.example", []]);
});

Deno.test("of several names that a certificate may bear one is checked", () => {
  const sni = (...subjectAltNames: object[]) => {
    const validation = {
      hostname: "web.example",
      wellKnownCACertificates: "System",
      subjectAltNames,
    };
    const { serverSni, answer } = leads({}, [policy("p", { validation })]);
    return serverSni ?? answer?.status;
  };
  const host = (hostname: string) => ({ type: "Hostname", hostname });
  assertEquals(sni(host("a.example"), host("web.example")), "web.example");
  assertEquals(sni(host("a.example")), "a.example");
  assertEquals(sni({ type: "URI", uri: "spiffe://a/b" }), 500);
});

Deno.test("routes say which ReferenceGrant to add when a backend is of another namespace", () => {
  const backendRefs = [{ name: "far", namespace: "data", port: 80 }];
  const messages = messagesOf([
    httpRoute("web", { rules: [{ backendRefs }] }),
    service("far", {}, "data"),
  ]);
  assertEquals(messages, [
    'its share of requests answers 500, because no ReferenceGrant in "data" lets an HTTPRoute of "shop" refer to the Service "far". Add a ReferenceGrant in "data" from HTTPRoute of "shop" to Service "far"',
  ]);
});
