import { assertEquals } from "@std/assert";
import { Diagnostics } from "../../../pacts/mod.ts";
import { manifest } from "../_testing.ts";
import { warnUnfilled } from "./unfilled.ts";

function saidOf(images: Record<string, string>, ids: string[] = []): string[] {
  const diagnostics = new Diagnostics();
  const services = Object.fromEntries(
    Object.entries(images).map(([name, image]) => [name, { image, command: ["$$HOME"] }]),
  );
  warnUnfilled(
    { name: "demo", services },
    ids.map((id) => manifest("Deployment", id)),
    diagnostics,
  );
  return [...diagnostics].map(({ message }) => message);
}

Deno.test("warnUnfilled() names images and names that wait for values, all in one message", () => {
  assertEquals(
    saidOf({
      web: "$${REGISTRY}/web:$${TAG}",
      api: "{{ registry }}/api:$$TAG",
      plain: "plain:1",
    }, ["shop/${NAME}", "shop/plain"]),
    [
      "values that nobody filled in stand in images and names, where they can't stay: " +
      "service web (${REGISTRY}, ${TAG}), service api ({{ registry }}, $TAG), Deployment shop/${NAME} (${NAME}). " +
      'Fill them in first, for instance with "envsubst < FILE", and convert what that prints ("--from-dir -" reads it). To have Compose fill them in from .env, write the image under "overrides" in dekube.yaml',
    ],
  );
});

Deno.test("warnUnfilled() knows the marks of pipelines, and what templates print for nothing", () => {
  assertEquals(
    saidOf({ a: "web:<no value>", b: "#{Registry}#/web:1", c: "%IMG%", d: "a@sha256:0" })[0]
      .includes("service a (<no value>), service b (#{Registry}#), service c (%IMG%). "),
    true,
  );
});

Deno.test("warnUnfilled() counts when there are many", () => {
  const images = Object.fromEntries(
    [1, 2, 3, 4, 5, 6, 7].map((number) => [`web-${number}`, "$$A"]),
  );
  assertEquals(saidOf(images)[0].includes("service web-5 ($A), and 2 more."), true);
});

Deno.test("warnUnfilled() is silent when Compose is to fill a value in, as the user wrote it", () => {
  assertEquals(saidOf({ web: "${REGISTRY}/web:$TAG" }), []);
});

Deno.test("warnUnfilled() knows the blanks of examples, for which it offers no envsubst", () => {
  const [message] = saidOf({
    a: "REPLACE_ME",
    b: "<your-image>",
    c: "web:CHANGEME",
    d: "YOUR_REGISTRY/web",
    e: "web:RELEASE-2024",
  });
  assertEquals(
    message.includes(
      "service a (REPLACE_ME), service b (<your-image>), service c (CHANGEME), service d (YOUR_REGISTRY). Fill them in first. ",
    ),
    true,
    message,
  );
});
