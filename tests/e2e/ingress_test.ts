/**
 * Ingresses through Caddy, and through nginx in its place: the answers are the same.
 *
 * @module
 */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { client, echo, ingress, service, stream, workload } from "./_manifests.ts";
import { e2e } from "./_setting.ts";
import { shared } from "./_stack.ts";

const INPUT = {
  manifests: stream(
    ...["front", "api", "images", "exact"].flatMap((
      name,
    ) => [echo(`web/${name}`), service(`web/${name}`)]),
    ingress("web/front", "shop.example.test", {
      "/": "front:80",
      "/api": "api:80",
      "/api/images": "images:80",
      "/api/exact": { backend: "exact:80", pathType: "Exact" },
    }),
    ingress("web/other", "other.example.test", { "/only": "api:80" }),
    ingress("web/stripped", "strip.example.test", { "/v1": "api:80", "/": "front:80" }, {
      "haproxy.org/path-rewrite": "/v1/(.*) /\\1",
      "haproxy.org/response-set-header": 'X-Served-By "dekube; {env.HOME}"',
    }),
    ingress("web/guarded", "guarded.example.test", { "/": "front:80", "/private": "api:80" }, {
      "haproxy.org/auth-type": "basic-auth",
      "haproxy.org/auth-secret": "web/gone",
    }),
    ingress("web/small", "small.example.test", { "/": "front:80" }, {
      "example.test/body-size": "1k",
    }),
    // Asks for the platform by its public name, from inside.
    workload("web/inside", {
      container: {
        image: "example/caddy:1",
        command: [
          "caddy",
          "reverse-proxy",
          "--from",
          ":9000",
          "--to",
          "http://shop.example.test",
        ],
        args: ["--change-host-header"],
      },
    }),
    service("web/inside", { port: 9000, targetPort: 9000 }),
    client("web/client"),
  ),
  // What the bundled rewriter has no annotation for.
  extension: `export const small = {
    name: "small",
    match: (ingress) => "example.test/body-size" in (ingress.metadata.annotations ?? {}),
    rewrite: (ingress) => [{
      host: ingress.spec.rules[0].host,
      path: "/",
      upstream: "front.web.svc.cluster.local:8080",
      scheme: "http",
      maxBodySize: ingress.metadata.annotations["example.test/body-size"],
    }],
  };`,
};

/** The proxies, each with a project of its own. */
const PROXIES = [
  {
    proxy: "Caddy",
    needs: ["docker", "caddy", "curl"],
    up: shared({ name: "ingress", ...INPUT }),
  },
  {
    proxy: "nginx",
    needs: ["docker", "nginx", "caddy", "curl"],
    up: shared({ name: "ingress-nginx", ...INPUT, catalogue: ["nginx-provider"] }),
  },
];

const ROUTES: Record<string, string> = {
  "http://shop.example.test/": "GET / host=shop.example.test service=front",
  "http://shop.example.test/anything": "GET /anything host=shop.example.test service=front",
  "http://shop.example.test/api": "GET /api host=shop.example.test service=api",
  "http://shop.example.test/api/v1?q=1": "GET /api/v1?q=1 host=shop.example.test service=api",
  "http://shop.example.test/apiary": "GET /apiary host=shop.example.test service=front",
  "http://shop.example.test/api/images/1.png":
    "GET /api/images/1.png host=shop.example.test service=images",
  "http://shop.example.test/api/exact": "GET /api/exact host=shop.example.test service=exact",
  "http://shop.example.test/api/exact/more":
    "GET /api/exact/more host=shop.example.test service=api",
  "http://shop.example.test/API": "GET /API host=shop.example.test service=front",
  "http://other.example.test/only/this": "GET /only/this host=other.example.test service=api",
  "http://strip.example.test/v1/users?page=2":
    "GET /users?page=2 host=strip.example.test service=api",
  "http://strip.example.test/v2": "GET /v2 host=strip.example.test service=front",
};

for (const { proxy, needs, up } of PROXIES) {
  const ask = async (url: string, ...flags: string[]) => {
    const stack = await up();
    return await stack.eventually(
      () => stack.request(url, ...flags),
      ({ status }) => ![0, 502].includes(status),
    );
  };

  for (const [url, answer] of Object.entries(ROUTES)) {
    e2e(`${url} answers ${answer} through ${proxy}`, { needs }, async () => {
      const { status, body } = await ask(url);

      assertEquals([status, body.replace(/(host=[^: ]+):\d+/, "$1")], [200, answer]);
    });
  }

  e2e(`a path that no rule takes answers 404, through ${proxy}`, { needs }, async () => {
    assertEquals((await ask("http://other.example.test/")).status, 404);
  });

  e2e(
    `a response header is set, and nothing in it is replaced, through ${proxy}`,
    { needs },
    async () => {
      const { headers } = await ask("http://strip.example.test/v1/");

      assertEquals(headers.get("x-served-by"), "dekube; {env.HOME}");
      assertEquals(headers.get("x-backend"), "yes");
    },
  );

  for (const path of ["/", "/private", "/private/x"]) {
    e2e(
      `a guard that can't be kept answers 403 for ${path}, through ${proxy}`,
      { needs },
      async () => {
        const stack = await up();
        const { status, body } = await ask(`http://guarded.example.test${path}`);

        assertEquals(status, 403);
        assertEquals(body.includes("service="), false);
        assertStringIncludes(stack.said, "answers 403, because who may come in is restricted");
      },
    );
  }

  e2e(
    `a container reaches the platform by its public name, through ${proxy}`,
    { needs },
    async () => {
      const stack = await up();
      await ask("http://shop.example.test/");

      const answer = await stack.eventually(
        () => stack.sh("client", "wget -q -O - http://inside:9000/api/images/1.png"),
        (text) => text !== "",
      );
      assertEquals(answer, "GET /api/images/1.png host=shop.example.test:80 service=images");
    },
  );

  e2e(
    `a body larger than allowed is refused, a smaller one is not, through ${proxy}`,
    { needs },
    async () => {
      const post = (size: number) =>
        ask("http://small.example.test/upload", "--data-binary", "x".repeat(size));

      assertEquals((await post(1000)).status, 200);
      assertEquals((await post(2000)).status, 413);
    },
  );
}
