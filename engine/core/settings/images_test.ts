import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import type { Diagnostic, RenderedService } from "../../../pacts/mod.ts";
import { convert } from "../convert.ts";
import { UserError } from "../user_error.ts";
import { parseConfig } from "./config.ts";

const DIGEST = `sha256:${"0a".repeat(32)}`;

/** What becomes of services when dekube.yaml says something of images. */
async function applied(
  services: Record<string, RenderedService>,
  yaml: string,
): Promise<{ services: Record<string, RenderedService>; said: Diagnostic[] }> {
  const provider = {
    name: "things",
    role: "provider",
    kinds: ["Thing"],
    convert: () => ({ services }),
  };
  const { project, diagnostics } = await convert(
    [{ kind: "Thing", metadata: { name: "thing" } }],
    parseConfig(`name: x\n${yaml}`, "dekube.yaml"),
    [provider],
  );
  const own = Object.entries(project.services).map(([name, { networks: _networks, ...service }]) =>
    [name, service] as const
  );
  const said = diagnostics.filter(({ code }) => code !== "no-owner");
  return { services: Object.fromEntries(own), said };
}

Deno.test("images builds an image for all services that have it, whatever the tag", async () => {
  const { services, said } = await applied({
    web: {
      image: "r.test/shop-api:1",
      pull_policy: "always",
      depends_on: {
        "web-init": { condition: "service_completed_successfully" },
      },
    },
    "web-init": { image: "r.test/shop-api:2" },
    db: { image: "postgres" },
  }, "images: {r.test/shop-api: {build: ../api, develop: {watch: [{action: rebuild, path: .}]}}}");

  const { depends_on: _waits, ...web } = services.web;
  assertEquals(web, {
    image: "r.test/shop-api:1",
    build: "../api",
    develop: { watch: [{ action: "rebuild", path: "." }] },
  });
  assertEquals(services["web-init"], { image: "r.test/shop-api:2", build: "../api" });
  assertEquals(services.db, { image: "postgres" });
  assertEquals(said, []);
});

Deno.test("images keeps tag and digest when another name is all that is said", async () => {
  const { services } = await applied(
    {
      a: { image: "r.test/web:1" },
      b: { image: `r.test/web:2@${DIGEST}` },
      c: { image: "r.test/web" },
      d: { image: "r.test/api:1" },
      e: { image: "r.test/job:1" },
      f: { image: "r.test/db:1" },
    },
    `images:
  r.test/web: mirror.test:5000/web
  "r.test/api:1": { image: mirror.test/api }
  r.test/job: mirror.test/job:latest
  r.test/db: "\${REGISTRY}/db"
`,
  );
  assertEquals(Object.values(services).map(({ image }) => image), [
    "mirror.test:5000/web:1",
    `mirror.test:5000/web:2@${DIGEST}`,
    "mirror.test:5000/web",
    "mirror.test/api:1",
    "mirror.test/job:latest",
    "${REGISTRY}/db",
  ]);
});

Deno.test("images takes another name, tag or digest, and overrides go before it", async () => {
  const { services } = await applied(
    {
      a: { image: "docker.io/library/redis:7", pull_policy: "always" },
      b: { image: "redis:8" },
      c: { image: "nginx" },
      d: { image: "nginx:1.27" },
      e: { image: "redis:8" },
    },
    `images:
  redis: ":9"
  "redis:7": ${DIGEST}
  "nginx:latest": mirror.test/nginx:2
overrides: {e: {image: mine}}
`,
  );

  const images = Object.fromEntries(
    Object.entries(services).map(([name, { image }]) => [name, image]),
  );
  assertEquals(images, {
    a: `docker.io/library/redis:7@${DIGEST}`,
    b: "redis:9",
    c: "mirror.test/nginx:2",
    d: "nginx:1.27",
    e: "mine",
  });
  assertEquals(services.a.pull_policy, "always");
});

Deno.test("images says which entry is nobody's image, and what may be meant", async () => {
  const { said } = await applied(
    { web: { image: "r.test/shop-api:1" } },
    "images: {r.test/shop-ap: {build: .}}",
  );

  assertEquals(said.map(({ code }) => code), ["unknown-image"]);
  assertStringIncludes(
    said[0].message,
    `"images.'r.test/shop-ap'" in dekube.yaml is the image of no service (did you mean "r.test/shop-api"?)`,
  );
});

Deno.test("images says which entry has nothing left, since others say more", async () => {
  const { services, said } = await applied(
    { web: { image: "r.test/shop-api:1" } },
    'images: {r.test/shop-api: {build: .}, "r.test/shop-api:1": ":2"}',
  );

  assertEquals(services.web.image, "r.test/shop-api:2");
  assertEquals(said.map(({ message }) => message), [
    `"images.'r.test/shop-api'" in dekube.yaml changes nothing: entries that say more of its images are taken. Take one of them out`,
  ]);
});

Deno.test("images refuses what it can't read, and says what it expects", () => {
  const refused = [
    [
      "{a: {bulid: .}}",
      'there is no setting "images.a.bulid" (did you mean "build"?). There are: image, build, develop, platform, pull_policy',
    ],
    ["{a: {develop: {watch: []}}}", 'images.a.build" should be there beside "develop"'],
    ["{a: {build: []}}", 'images.a.build" should be a folder, or a mapping, but it is a list'],
    ["{a: {image: 'a b'}}", 'images.a.image" should be an image, a ":tag" or a "sha256:…" digest'],
    [
      "{a: 'sha256:0a1'}",
      'images.a" should be a digest of 64 hexadecimal digits behind "sha256:", but it is the text "sha256:0a1"',
    ],
    [`{a: {image: 'b:1@${DIGEST}0'}}`, 'images.a.image" should be a digest of 64 hexadecimal'],
    [`{a: ':1@${DIGEST.replace("0a", "0g")}'}`, 'images.a" should be a digest of 64 hexadecimal'],
    ["{a: 7}", 'images.a" should be another image, or a mapping'],
    ["{a: }", 'images.a" should be another image, or a mapping, but it is empty'],
    ["{a: ''}", 'images.a" should be an image'],
  ];
  for (const [yaml, message] of refused) {
    assertThrows(() => parseConfig(`images: ${yaml}`, "dekube.yaml"), UserError, message);
  }
});
