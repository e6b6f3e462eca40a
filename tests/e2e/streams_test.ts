/**
 * Connections that no proxy looks into: TLS that passes through, and TCP. Asked from the host, through nginx and a Caddy
 * with a plugin, which forward them, and with Caddy as it is, which does not.
 *
 * @module
 */

import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { freePort } from "../../tools/free_port.ts";
import { run } from "./_command.ts";
import { data, echo, ingress, service, stream, workload } from "./_manifests.ts";
import { e2e, setting, tool } from "./_setting.ts";
import { Stack } from "./_stack.ts";

/** Routes of connections, as an annotation of the case's own says them. */
const ROUTES = "example.test/streams";

const EXTENSION = `export const streams = {
  name: "streams",
  match: (ingress) => "${ROUTES}" in (ingress.metadata.annotations ?? {}),
  rewrite: () => [],
  streamRoutes: (ingress) => JSON.parse(ingress.metadata.annotations["${ROUTES}"]),
};`;

const PASSTHROUGH = {
  haproxy: { "haproxy.org/ssl-passthrough": "true" },
  nginx: {
    "kubernetes.io/ingress.class": "nginx",
    "nginx.ingress.kubernetes.io/ssl-passthrough": "true",
  },
};

/** Hosts whose TLS passes through, each by the annotation of one controller. */
const PASSED = Object.keys(PASSTHROUGH).map((controller) => `${controller}-passed.test`);

/** A server that has a certificate of its own, and says who it is. */
function tlsBackend(id: string) {
  const [, name] = id.split("/");
  const caddyfile = `{
    admin off
    auto_https off
  }
  :8443 {
    tls /tls/tls.crt /tls/tls.key
    respond "${name} over {http.request.proto}"
  }`;
  return [
    data("ConfigMap", `${id}-config`, { data: { Caddyfile: caddyfile } }),
    workload(id, {
      container: {
        image: "example/caddy:1",
        command: ["caddy", "run", "--config", "/config/Caddyfile", "--adapter", "caddyfile"],
        ports: [{ name: "https", containerPort: 8443 }],
        volumeMounts: [
          { name: "config", mountPath: "/config" },
          { name: "tls", mountPath: "/tls" },
        ],
      },
      pod: {
        volumes: [
          { name: "config", configMap: { name: `${name}-config` } },
          { name: "tls", secret: { secretName: "own" } },
        ],
      },
    }),
    service(id, { port: 443, targetPort: "https" }),
  ];
}

/** A server of a protocol that is no HTTP: it says who it is, and what it is told. */
function talker(id: string) {
  const [, name] = id.split("/");
  return [
    workload(id, {
      container: {
        command: ["nc", "-ll", "-p", "7000", "-e", "sh", "-c", `read -r x; echo "${name}: $x"`],
        ports: [{ name: "talk", containerPort: 7000 }],
      },
    }),
    service(id, { port: 70, targetPort: "talk" }),
  ];
}

/** A certificate for all the hosts, in a file, and its key. */
async function certificate(): Promise<{ certificate: string; key: string; file: string }> {
  const folder = join(setting!.dir, "streams-certificate");
  await Deno.mkdir(folder, { recursive: true });
  const [key, file] = ["key.pem", "certificate.pem"].map((name) => join(folder, name));
  const names = [...PASSED, "one.test", "two.test"].map((name) => `DNS:${name}`).join(",");
  await run(tool("openssl"), [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"],
    ...["-keyout", key, "-out", file, "-days", "30", "-subj", "/CN=Backend"],
    ...["-addext", `subjectAltName=${names}`],
  ]);
  return {
    certificate: await Deno.readTextFile(file),
    key: await Deno.readTextFile(key),
    file,
  };
}

interface World {
  stack: Stack;
  /** The certificate of the backends. */
  file: string;
  /** Port of the host for all connections, and one where names tell them apart. */
  ports: { tcp: number; named: number };
}

async function start(
  name: string,
  catalogue: readonly string[],
  caddy: Record<string, unknown>,
): Promise<World> {
  const { certificate: crt, key, file } = await certificate();
  const ports = { tcp: freePort(), named: freePort() };
  const named = (host: string, to: string) => ({
    protocol: "tls",
    port: ports.named,
    hosts: [host],
    upstream: `${to}.web.svc.cluster.local:8443`,
  });
  const stack = await Stack.up({
    name,
    catalogue: ["nginx", ...catalogue],
    config: { extensions: { caddy } },
    extension: EXTENSION,
    manifests: stream(
      ...[echo("web/front"), service("web/front")],
      ...["one", "two"].flatMap((name) => tlsBackend(`web/${name}`)),
      ...talker("web/talker"),
      data("Secret", "web/own", { stringData: { "tls.crt": crt, "tls.key": key } }),
      ingress("web/front", "front.test", { "/": "front:80" }, {
        "haproxy.org/ssl-redirect": "true",
      }),
      ...Object.entries(PASSTHROUGH).map(([controller, annotations]) => {
        const made = ingress(
          `web/${controller}`,
          `${controller}-passed.test`,
          { "/": "one:443" },
          annotations,
        );
        (made.spec as Record<string, unknown>).ingressClassName = controller;
        return made;
      }),
      ingress("web/streams", "unused.test", {}, {
        [ROUTES]: JSON.stringify([
          { protocol: "tcp", port: ports.tcp, upstream: "talker.web.svc.cluster.local:7000" },
          named("one.test", "one"),
          named("two.test", "two"),
        ]),
      }),
    ),
  });
  return { stack, file, ports };
}

/** A world that several tests share. */
function shared(
  name: string,
  catalogue: readonly string[],
  caddy: Record<string, unknown> = {},
): () => Promise<World> {
  let world: Promise<World> | undefined;
  return () => world ??= start(name, catalogue, caddy);
}

/** What a server answers to a line. */
async function say(port: number, line: string): Promise<string> {
  const { stdout } = await run(tool("socat"), ["-t", "5", "-", `TCP:127.0.0.1:${port}`], {
    stdin: `${line}\n`,
  });
  return stdout.trim();
}

/** Who has signed the certificate that a name is answered with. */
async function issuerOf(port: number, host: string): Promise<string> {
  const { stdout } = await run(tool("openssl"), [
    ...["s_client", "-connect", `127.0.0.1:${port}`, "-servername", host],
  ]);
  return /^issuer=.*?CN ?= ?(.*)$/m.exec(stdout)?.[1] ?? "";
}

/** What a host answers over HTTPS whose certificate must be one that is in a file. */
async function askTrusting(file: string, port: number, host: string): Promise<string> {
  const { stdout } = await run(tool("curl"), [
    ...["--silent", "--show-error", "--cacert", file, "--resolve", `${host}:${port}:127.0.0.1`],
    `https://${host}:${port}/`,
  ]);
  return stdout;
}

const needs = ["docker", "caddy", "nginx", "curl", "openssl", "socat"];

const FORWARDING = [
  { proxy: "nginx", needs, world: shared("streams-nginx", ["nginx-provider"]) },
  {
    proxy: "Caddy with layer 4",
    needs: [...needs, "caddy-l4"],
    world: shared("streams-layer4", [], { image: "example/caddy-l4:1", layer4: true }),
  },
];

for (const { proxy, needs, world } of FORWARDING) {
  for (const host of PASSED) {
    e2e(`TLS of ${host} passes through ${proxy} to the backend`, { needs }, async () => {
      const { stack, file } = await world();
      const { https } = stack.ports;
      const body = await stack.eventually(
        () => askTrusting(file, https, host),
        (text) => text !== "",
      );
      assertEquals(body, "one over HTTP/2.0");
      assertEquals(await issuerOf(https, host), "Backend");
    });

    e2e(`HTTP of ${host} is sent on to HTTPS by ${proxy}`, { needs }, async () => {
      const { stack } = await world();
      const { status, headers } = await stack.eventually(
        () => stack.request(`http://${host}/a?b=c`),
        ({ status }) => status !== 0,
      );
      assertEquals([status, headers.get("location")], [
        host.startsWith("haproxy") ? 302 : 308,
        `https://${host}:${stack.ports.https}/a?b=c`,
      ]);
    });
  }

  e2e(
    `a site over HTTPS shares the port of TLS that passes through ${proxy}`,
    { needs },
    async () => {
      const { stack, file } = await world();
      const { status, body } = await stack.eventually(
        () => stack.request("https://front.test/"),
        ({ status }) => ![0, 502].includes(status),
      );
      assertEquals([status, body.replace(/:\d+/, "")], [
        200,
        "GET / host=front.test service=front",
      ]);
      await assertRejects(() => askTrusting(file, stack.ports.https, "front.test"));
    },
  );

  e2e(`connections of TCP go through ${proxy}`, { needs }, async () => {
    const { stack, ports } = await world();
    assertEquals(
      await stack.eventually(() => say(ports.tcp, "hi"), (text) => text !== ""),
      "talker: hi",
    );
    assertEquals(stack.compose.services.talker.ports, undefined);
  });

  e2e(
    `${proxy} tells connections to one port apart by the name that they are for`,
    { needs },
    async () => {
      const { stack, file, ports } = await world();
      for (const name of ["one", "two"]) {
        assertEquals(
          await stack.eventually(
            () => askTrusting(file, ports.named, `${name}.test`),
            (text) => text !== "",
          ),
          `${name} over HTTP/2.0`,
        );
      }
      await assertRejects(() => askTrusting(file, ports.named, "three.test"));
    },
  );
}

const plain = shared("streams-caddy", []);

for (const host of PASSED) {
  e2e(
    `Caddy ends TLS of ${host}, and speaks TLS to the backend, which is said`,
    { needs },
    async () => {
      const { stack } = await plain();
      const { status, body } = await stack.eventually(
        () => stack.request(`https://${host}/`),
        ({ status }) => ![0, 502].includes(status),
      );
      assertEquals([status, body], [200, "one over HTTP/2.0"]);
      assertStringIncludes(await issuerOf(stack.ports.https, host), "Caddy Local Authority");
      assertStringIncludes(stack.said, `TLS of ${host} does not pass through to the backend`);
    },
  );
}

e2e("without a proxy for it, a port leads straight to the one backend of its connections", {
  needs,
}, async () => {
  const { stack, ports } = await plain();
  assertEquals(
    await stack.eventually(() => say(ports.tcp, "hi"), (text) => text !== ""),
    "talker: hi",
  );
  assertEquals(stack.compose.services.talker.ports, [`${ports.tcp}:7000`]);
  assertStringIncludes(stack.said, 'leads straight to the service "talker"');
});

e2e(
  "without a proxy for it, a port of several backends is left out, and that is said",
  { needs },
  async () => {
    const { stack, ports } = await plain();
    await assertRejects(() => say(ports.named, "hi"));
    for (const name of ["one", "two"]) {
      assertEquals(stack.compose.services[name].ports, undefined);
      assertStringIncludes(
        stack.said,
        `the route of port ${ports.named} (tls, ${name}.test) to ${name}.web.svc.cluster.local:8443 is left out`,
      );
    }
  },
);
