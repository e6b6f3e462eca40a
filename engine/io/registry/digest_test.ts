import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { parseImage } from "../../core/settings/image_reference.ts";
import type { Credentials } from "./credentials.ts";
import { digestOf, NoDigestError } from "./digest.ts";

const DIGEST = `sha256:${"0a".repeat(32)}`;

/** What was asked. A request is gone with its answer. */
interface Asked {
  line: string;
  headers: Headers;
}

interface Registry extends AsyncDisposable {
  host: string;
  asked: Asked[];
}

/** A registry on this machine. */
function registry(
  answer: (request: Request, host: string) => Response | Promise<Response>,
): Registry {
  const asked: Asked[] = [];
  let host = "";
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const { method, url, headers } = request;
    asked.push({ line: `${method} ${new URL(url).pathname}`, headers: new Headers(headers) });
    return answer(request, host);
  });
  host = `127.0.0.1:${server.addr.port}`;
  return { host, asked, [Symbol.asyncDispose]: () => server.shutdown() };
}

function ask(image: string, known?: Credentials, patienceMs?: number): Promise<string> {
  return digestOf(parseImage(image)!, {
    credentials: () => Promise.resolve(known),
    ...patienceMs ? { patienceMs } : {},
  });
}

const found = () => new Response(null, { headers: { "docker-content-digest": DIGEST } });

/** One that gives tokens to those that it knows, and to others where it is open to all. */
function guarded(isOpen: boolean): Registry {
  return registry((request, host) => {
    const { pathname, searchParams } = new URL(request.url);
    const authorization = request.headers.get("authorization");
    if (pathname === "/token") {
      const isKnown = authorization === `Basic ${btoa("me:s3cret")}`;
      return isKnown || isOpen && authorization === null
        ? Response.json({
          token: `of ${searchParams.get("scope")} at ${searchParams.get("service")}`,
        })
        : new Response("no", { status: 401 });
    }
    return authorization === "Bearer of repository:shop/api:pull at reg"
      ? found()
      : new Response(null, {
        status: 401,
        headers: {
          "www-authenticate":
            `Bearer realm="http://${host}/token",service="reg",scope="repository:shop/api:pull"`,
        },
      });
  });
}

Deno.test("digestOf() asks for the manifest of the tag, whatever its form", async () => {
  await using open = registry(found);

  assertEquals(await ask(`${open.host}/shop/api:1.4`), DIGEST);
  assertEquals(await ask(`${open.host}/shop/api`), DIGEST);
  assertEquals(open.asked.map(({ line }) => line), [
    "HEAD /v2/shop/api/manifests/1.4",
    "HEAD /v2/shop/api/manifests/latest",
  ]);
  assertMatch(
    open.asked[0].headers.get("accept")!,
    /^application\/vnd\.oci\.image\.index\.v1\+json, /,
  );
});

Deno.test("digestOf() gets a token, with the user's login where there is one", async () => {
  await using open = guarded(true);
  assertEquals(await ask(`${open.host}/shop/api:1`), DIGEST);
  assertEquals(open.asked[1].headers.get("authorization"), null);

  await using closed = guarded(false);
  const known = { username: "me", password: "s3cret" };
  assertEquals(await ask(`${closed.host}/shop/api:1`, known), DIGEST);
  await assertRejects(
    () => ask(`${closed.host}/shop/api:1`),
    NoDigestError,
    "gives no token (401)",
  );
});

Deno.test("digestOf() answers a challenge for a password with it", async () => {
  await using server = registry((request) =>
    request.headers.get("authorization") === `Basic ${btoa("me:pä:ß")}` ||
      !request.headers.has("authorization")
      ? new Response(null, { status: 401, headers: { "www-authenticate": 'Basic realm="x"' } })
      : found()
  );
  assertEquals(await ask(`${server.host}/a:1`, { username: "me", password: "pä:ß" }), DIGEST);
  await assertRejects(() => ask(`${server.host}/a:1`), NoDigestError, "docker login");
});

Deno.test("digestOf() sends no password to a place without TLS that is not this machine", async () => {
  await using server = registry(() =>
    new Response(null, {
      status: 401,
      headers: { "www-authenticate": 'Bearer realm="http://login.test/token"' },
    })
  );
  const known = { username: "me", password: "s3cret" };
  await assertRejects(
    () => ask(`${server.host}/a:1`, known),
    NoDigestError,
    "wants a login without TLS, at login.test",
  );
});

Deno.test("digestOf() says why there is none", async () => {
  for (
    const [status, why] of [
      [404, "has no such image"],
      [403, "does not give it to you: docker login"],
      [429, "has been asked too often"],
      [500, "answers with status 500"],
      [200, "answers without a digest"],
    ] as const
  ) {
    await using server = registry(() => new Response(null, { status }));
    await assertRejects(() => ask(`${server.host}/a:1`), NoDigestError, why);
  }
  await assertRejects(() => ask("127.0.0.1:1/a:1"), NoDigestError, "127.0.0.1:1 can't be reached");
});

Deno.test("digestOf() says so when no registry can have the address", async () => {
  await assertRejects(() => ask("127.0.0.1:99999/web:1"), NoDigestError, "is no address");
});

Deno.test("digestOf() does not wait for ever", async () => {
  const gate = Promise.withResolvers<Response>();
  await using server = registry(() => gate.promise);
  const error = await ask(`${server.host}/a:1`, undefined, 50).catch((error) => error);
  gate.resolve(found());
  assert(error instanceof NoDigestError);
  assertMatch(error.message, /does not answer in 0\.05 s$/);
});

Deno.test("digestOf() reads no more of a token than a token has", async () => {
  let sent = 0;
  await using endless = registry((request, host) =>
    new URL(request.url).pathname === "/token"
      ? new Response(
        new ReadableStream({
          pull(controller) {
            sent += 65536;
            controller.enqueue(new TextEncoder().encode("a".repeat(65536)));
          },
        }),
      )
      : new Response(null, {
        status: 401,
        headers: { "www-authenticate": `Bearer realm="http://${host}/token",${"a".repeat(9000)}` },
      })
  );
  await assertRejects(() => ask(`${endless.host}/web:1`), NoDigestError, "gives no token");
  assert(sent < 16 * 2 ** 20, String(sent));
});
