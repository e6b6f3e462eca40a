/**
 * Extensions of the catalogue that helmfile2compose does not bundle.
 *
 * @module
 */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { client, custom, data, ingress, service, stream, web, workload } from "./_manifests.ts";
import { run } from "./_command.ts";
import { e2e } from "./_setting.ts";
import { shared } from "./_stack.ts";

/** What a project needs to be served by each of the proxies. */
const PROXIES = [
  { proxy: "Caddy", needs: ["docker", "caddy", "curl"], catalogue: [] },
  { proxy: "nginx", needs: ["docker", "caddy", "nginx", "curl"], catalogue: ["nginx-provider"] },
];

/** A workload that serves what a Caddyfile says, below `/tls` the files of a Secret. */
function caddy(id: string, caddyfile: string, port: number, secret?: string) {
  const name = id.split("/")[1];
  const tls = secret ? [{ name: "tls", secret: { secretName: secret } }] : [];
  return [
    data("ConfigMap", `${id}-caddyfile`, { data: { Caddyfile: caddyfile } }),
    workload(id, {
      container: {
        image: "example/caddy:1",
        command: ["caddy", "run", "--config", "/conf/Caddyfile", "--adapter", "caddyfile"],
        ports: [{ name: "http", containerPort: port }],
        volumeMounts: [
          { name: "conf", mountPath: "/conf" },
          ...tls.map(({ name }) => ({ name, mountPath: `/${name}` })),
        ],
      },
      pod: { volumes: [{ name: "conf", configMap: { name: `${name}-caddyfile` } }, ...tls] },
    }),
    service(id, { port, targetPort: port }),
  ];
}

const CERT_MANAGER = "cert-manager.io/v1";

function issuer(id: string, spec: Record<string, unknown>) {
  return custom(CERT_MANAGER, "Issuer", id, spec);
}

function certificate(id: string, spec: Record<string, unknown>) {
  const secretName = id.split("/")[1];
  const privateKey = { algorithm: "ECDSA", size: 256 };
  return custom(CERT_MANAGER, "Certificate", id, { secretName, privateKey, ...spec });
}

const SECURE = stream(
  ...["one", "two"].flatMap((name) => [
    certificate(`web/${name}-ca`, {
      isCA: true,
      commonName: `${name} CA`,
      issuerRef: { name: "self" },
    }),
    issuer(`web/${name}`, { ca: { secretName: `${name}-ca` } }),
  ]),
  issuer("web/self", { selfSigned: {} }),
  certificate("web/backend-tls", {
    dnsNames: ["backend.web.svc"],
    issuerRef: { name: "one" },
  }),
  ...caddy(
    "web/backend",
    ":8443 {\n\ttls /tls/tls.crt /tls/tls.key\n\trespond secret\n}\n",
    8443,
    "backend-tls",
  ),
  ...[["trusted", "backend-tls"], ["strange", "two-ca"]].map(([name, secret]) =>
    ingress(`web/${name}`, `${name}.example.test`, { "/": "backend:8443" }, {
      "haproxy.org/server-ssl": "true",
      "haproxy.org/server-ca": `web/${secret}`,
      "haproxy.org/server-sni": "backend.web.svc",
    })
  ),
);

for (const { proxy, needs, catalogue } of PROXIES) {
  const secure = shared({
    name: `secure-${proxy.toLowerCase()}`,
    manifests: SECURE,
    catalogue: ["cert-manager", ...catalogue],
  });

  e2e(
    `${proxy} trusts a backend whose certificate cert-manager's extension issued`,
    { needs },
    async () => {
      const stack = await secure();
      const { status, body } = await stack.eventually(
        () => stack.request("http://trusted.example.test/"),
        ({ status }) => status === 200,
      );
      assertEquals([status, body], [200, "secret"]);
    },
  );

  e2e(`${proxy} trusts it by its own authority alone`, { needs }, async () => {
    const stack = await secure();
    await stack.eventually(
      () => stack.request("http://trusted.example.test/"),
      ({ status }) => status === 200,
    );
    const { status, body } = await stack.request("http://strange.example.test/");
    assertEquals([status, body.includes("secret")], [502, false]);
  });
}

const NGINX = "nginx.ingress.kubernetes.io";

/** As La Suite guards its media: the backend of the public name is asked, whose headers the storage gets. */
const GUARDED = stream(
  ...caddy(
    "web/api",
    `:8000 {
	@let-in {
		path /api/media-auth/
		header Cookie session=ann
		header_regexp X-Original-Url ^http://media[.]example[.]test(:[0-9]+)?/media/a%20b[.]png[?]
	}
	handle @let-in {
		header X-Storage-Key key-of-ann
		respond 200
	}
	handle {
		respond "who are you?" 403
	}
}
`,
    8000,
  ),
  ...caddy(
    "web/storage",
    `:9000 {
	respond "{http.request.method} {http.request.uri} host={http.request.hostport} key={http.request.header.X-Storage-Key}"
}
`,
    9000,
  ),
  withClass("nginx", ingress("web/api", "media.example.test", { "/api": "api:8000" })),
  withClass(
    "nginx",
    ingress("web/media", "media.example.test", {
      "/media/(.*)": { backend: "storage:9000", pathType: "ImplementationSpecific" },
    }, {
      [`${NGINX}/auth-url`]: "https://media.example.test/api/media-auth/",
      [`${NGINX}/auth-response-headers`]: "X-Storage-Key",
      [`${NGINX}/rewrite-target`]: "/bucket/$1",
      [`${NGINX}/use-regex`]: "true",
      [`${NGINX}/upstream-vhost`]: "storage.web.svc.cluster.local:9000",
      [`${NGINX}/configuration-snippet`]:
        `add_header Content-Security-Policy "default-src 'none'" always;\n`,
    }),
  ),
);

function withClass(name: string, manifest: ReturnType<typeof ingress>) {
  return { ...manifest, spec: { ...manifest.spec as object, ingressClassName: name } };
}

for (const { proxy, needs, catalogue } of PROXIES) {
  const guarded = shared({
    name: `guarded-${proxy.toLowerCase()}`,
    manifests: GUARDED,
    catalogue: ["nginx", ...catalogue],
  });
  const ask = async (...flags: string[]) => {
    const stack = await guarded();
    return await stack.eventually(
      () => stack.request("http://media.example.test/media/a%20b.png?size=1", ...flags),
      ({ status }) => status === 200 || status === 403,
    );
  };

  e2e(`${proxy} refuses whom nginx's auth-url does not let in`, { needs }, async () => {
    for (const flags of [[], ["--cookie", "session=eve"]]) {
      const { status, body } = await ask(...flags);
      assertEquals([status, body.includes("bucket")], [403, false]);
    }
  });

  e2e(
    `${proxy} serves whom nginx's auth-url lets in, with the answer's headers`,
    { needs },
    async () => {
      const { status, body, headers } = await ask(
        ...["--cookie", "session=ann", "--header", "X-Storage-Key: stolen"],
      );
      assertEquals(
        [status, body],
        [
          200,
          "GET /bucket/a%20b.png?size=1 host=storage.web.svc.cluster.local:9000 key=key-of-ann",
        ],
      );
      assertEquals(headers.get("content-security-policy"), "default-src 'none'");
    },
  );
}

const ports = shared({
  name: "service-ports",
  manifests: stream(
    web("shop/web", "hello from afar"),
    service("shop/web"),
    client("shop/client", {
      container: { env: [{ name: "WEB_HOST", value: "web" }, { name: "WEB_PORT", value: "80" }] },
    }),
  ),
  catalogue: ["service-ports"],
});

e2e(
  "a client with host and port apart reaches a Service whose port is another than the container's",
  { needs: ["docker", "socat"] },
  async () => {
    const stack = await ports();
    assertEquals(stack.compose.services["web-ports"].network_mode, "service:web");
    const answer = await stack.eventually(
      () => stack.sh("client", 'wget -q -O - "http://$WEB_HOST:$WEB_PORT/"'),
      (text) => text !== "",
    );
    assertEquals(answer, "hello from afar");
  },
);

e2e(
  "the port goes on working when the workload is started again",
  { needs: ["docker", "socat"] },
  async () => {
    const stack = await ports();
    await stack.docker(["restart", "--timeout", "1", "web"]);
    const answer = await stack.eventually(
      () => stack.sh("client", 'wget -q -O - "http://$WEB_HOST:$WEB_PORT/"'),
      (text) => text !== "",
    );
    assertEquals(answer, "hello from afar");
  },
);

const CNPG = "postgresql.cnpg.io/v1";

const database = shared({
  name: "cnpg",
  manifests: stream(
    custom(CNPG, "Cluster", "data/orders", { storage: { size: "1Gi" } }),
    custom(CNPG, "Pooler", "data/orders-pool", { cluster: { name: "orders" }, type: "rw" }),
    client("data/client", {
      container: {
        env: [{
          name: "DB_HOST",
          valueFrom: { secretKeyRef: { name: "orders-app", key: "host" } },
        }],
      },
    }),
  ),
  // The suite has no image of PostgreSQL; names are what it is about.
  config: {
    overrides: { orders: { entrypoint: ["sleep"], command: ["100000"], healthcheck: null } },
  },
  catalogue: ["cnpg"],
});

e2e(
  "a cnpg Cluster's names and its Pooler's lead to its container",
  { needs: ["docker"] },
  async () => {
    const stack = await database();
    const address = Object.values<{ IPAddress: string }>(
      (await stack.inspect("orders")).NetworkSettings.Networks,
    )[0].IPAddress;
    for (const name of ["orders-rw", "orders-r", "orders-ro", "orders-pool"]) {
      for (const domain of ["", ".data", ".data.svc", ".data.svc.cluster.local"]) {
        const said = await stack.sh("client", `ping -c 1 -w 5 ${name}${domain}`);
        assertStringIncludes(said, `(${address})`, name + domain);
      }
    }
    assertEquals(await stack.sh("client", "echo $DB_HOST"), "orders-rw");
  },
);

e2e(
  "what was generated is the same when the command runs again",
  { needs: ["docker"] },
  async () => {
    const stack = await database();
    const before = await stack.sh("client", "env");
    const sums = () =>
      run("find", [stack.dir, "-type", "f", "-exec", "sha256sum", "{}", "+"]).then(({ stdout }) =>
        stdout
      );
    const first = await sums();
    await stack.convertAgain();
    assertEquals(await sums(), first);
    await stack.docker(["up", "--detach"]);
    assertEquals(await stack.sh("client", "env"), before);
  },
);
