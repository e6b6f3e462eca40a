/**
 * What is served over HTTP and what over HTTPS, through Caddy and through nginx: asked by name from the host, as a
 * browser does, with no setting but where the manifests or the test's name say so.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { run } from "./_command.ts";
import { custom, data, echo, ingress, service, stream } from "./_manifests.ts";
import { e2e, tool } from "./_setting.ts";
import { shared, type Stack } from "./_stack.ts";

const PROXIES = [
  { proxy: "Caddy", needs: ["docker", "caddy", "curl", "openssl"], catalogue: [] },
  {
    proxy: "nginx",
    needs: ["docker", "caddy", "nginx", "curl", "openssl"],
    catalogue: ["nginx-provider"],
  },
];

/** An Ingress of any path of a host, with TLS where a Secret, or none, is named for it. */
function site(
  name: string,
  secretName?: string | null,
  annotations: Record<string, string> = {},
  host = `${name}.test`,
) {
  const made = ingress(`web/${name}`, host, { "/": "front:80" }, annotations);
  const spec = made.spec as Record<string, unknown>;
  if (secretName !== undefined) {
    const hosts = host === "" ? {} : { hosts: [host] };
    spec.tls = [{ ...hosts, ...(secretName === null ? {} : { secretName }) }];
  }
  if (host === "") delete (spec.rules as Record<string, unknown>[])[0].host;
  return made;
}

/** A certificate for some names, and its key. */
async function selfSigned(...names: string[]): Promise<{ "tls.crt": string; "tls.key": string }> {
  const dir = await Deno.makeTempDir();
  try {
    const [key, certificate] = ["key.pem", "certificate.pem"].map((file) => join(dir, file));
    await run(tool("openssl"), [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"],
      ...["-keyout", key, "-out", certificate, "-days", "30", "-subj", "/CN=Secret"],
      ...["-addext", `subjectAltName=${names.map((name) => `DNS:${name}`).join(",")}`],
    ]);
    return {
      "tls.crt": await Deno.readTextFile(certificate),
      "tls.key": await Deno.readTextFile(key),
    };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** Asks until something answers. */
function ask(stack: Stack, url: string, ...flags: string[]) {
  return stack.eventually(
    () => stack.request(url, ...flags),
    ({ status }) => ![0, 502].includes(status),
  );
}

/** The subject and the issuer of the certificate that a host is served with. */
async function certificateOf(stack: Stack, host: string): Promise<string> {
  await ask(stack, `https://${host}/`);
  const { stdout } = await run(tool("openssl"), [
    ...["s_client", "-connect", `127.0.0.1:${stack.ports.https}`, "-servername", host],
  ]);
  return stdout.split("\n").filter((line) => /^(subject|issuer)=/.test(line)).join(" ");
}

const FRONT = [echo("web/front"), service("web/front")];

for (const { proxy, needs, catalogue } of PROXIES) {
  const name = (what: string) => `https-${what}-${proxy.toLowerCase()}`;

  const plain = shared({
    name: name("plain"),
    catalogue: [...catalogue, "cert-manager"],
    manifests: stream(
      ...FRONT,
      site("plain"),
      site("missing", "gone-tls"),
      site("nameless", null),
      site("both", "gone-tls", { "haproxy.org/ssl-redirect": "false" }),
      site("issued", "issued-tls"),
      custom("cert-manager.io/v1", "Issuer", "web/self", { selfSigned: {} }),
      custom("cert-manager.io/v1", "Certificate", "web/issued", {
        secretName: "issued-tls",
        commonName: "Issued",
        dnsNames: ["issued.test"],
        privateKey: { algorithm: "ECDSA", size: 256 },
        issuerRef: { name: "self" },
      }),
    ),
  });

  e2e(`an Ingress without tls answers over HTTP through ${proxy}`, { needs }, async () => {
    const { status, body } = await ask(await plain(), "http://plain.test/");
    assertEquals([status, body.replace(/:\d+/, "")], [200, "GET / host=plain.test service=front"]);
  });

  for (const host of ["missing.test", "nameless.test", "issued.test"]) {
    e2e(
      `an Ingress with tls (${host}) sends HTTP on to HTTPS through ${proxy}`,
      { needs },
      async () => {
        const stack = await plain();
        const { status, headers } = await ask(stack, `http://${host}/a?b=c`);
        assertEquals([status, headers.get("location")], [
          302,
          `https://${host}:${stack.ports.https}/a?b=c`,
        ]);
        assertEquals((await ask(stack, `https://${host}/a?b=c`)).status, 200);
      },
    );
  }

  e2e(
    `an Ingress with tls and ssl-redirect off answers over both through ${proxy}`,
    { needs },
    async () => {
      const stack = await plain();
      for (const protocol of ["http", "https"]) {
        assertEquals((await ask(stack, `${protocol}://both.test/`)).status, 200);
      }
    },
  );

  e2e(
    `a Secret that an extension issues is what ${proxy} serves its host with`,
    { needs },
    async () => {
      assertMatch(await certificateOf(await plain(), "issued.test"), /^subject=CN = Issued/);
    },
  );

  e2e(
    `${proxy} has a certificate of its own where the Secret is not there`,
    { needs },
    async () => {
      const stack = await plain();
      for (const host of ["missing.test", "nameless.test"]) {
        const { body } = await ask(stack, `https://${host}/`);
        assertEquals(body.includes("service=front"), true);
      }
      assertMatch(stack.said, /there is no certificate in the Secret "gone-tls"/);
    },
  );

  let brought: () => Promise<Stack>;
  const withSecret = async () => {
    brought ??= shared({
      name: name("secret"),
      catalogue,
      manifests: stream(
        ...FRONT,
        data("Secret", "web/shop-tls", { stringData: await selfSigned("shop.test") }),
        data("Secret", "web/any-tls", { stringData: await selfSigned("any.test") }),
        site("shop", "shop-tls"),
        site("any", "any-tls", {}, ""),
      ),
    });
    return await brought();
  };

  e2e(`a host is served with the Secret of its Ingress through ${proxy}`, { needs }, async () => {
    assertMatch(await certificateOf(await withSecret(), "shop.test"), /^subject=CN = Secret/);
  });

  e2e(`an Ingress for any host is served with its Secret through ${proxy}`, { needs }, async () => {
    const stack = await withSecret();
    assertMatch(await certificateOf(stack, "other.test"), /^subject=CN = Secret/);
    assertEquals((await ask(stack, "https://other.test/")).status, 200);
  });

  for (
    const [what, config, protocol] of [
      ["https: off", { https: "off" }, "http"],
      ["https: internal", { https: "internal" }, "https"],
      ["https: public, for names that can have none", { https: "public" }, "https"],
      ["caddy_tls_internal", { caddy_tls_internal: true }, "https"],
      ["caddy_email", { caddy_email: "ops@acme.io" }, "https"],
    ] as const
  ) {
    // The older names are Caddy's own.
    if (what.startsWith("caddy") && proxy !== "Caddy") continue;
    const stack = shared({
      name: name(what.replace(/\W+/g, "-").slice(0, 20)),
      catalogue,
      config,
      manifests: stream(...FRONT, site("plain"), site("secure", "gone-tls")),
    });
    e2e(`${what} decides for all hosts through ${proxy}`, { needs }, async () => {
      for (const host of ["plain.test", "secure.test"]) {
        assertEquals((await ask(await stack(), `${protocol}://${host}/`)).status, 200);
        if (protocol === "https") {
          const { headers } = await ask(await stack(), `http://${host}/`);
          assertMatch(headers.get("location") ?? "", /^https:/);
        }
      }
    });
  }
}
