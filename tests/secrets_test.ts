/** No password of a Secret is in compose.yml with `secrets: env-file`, and what programs are told is the same. */
import { assert, assertEquals } from "@std/assert";
import { isMapping, type Secret, secretValue } from "@dekube/engine/pacts";
import { renderCompose } from "../mod.ts";
import { isTelling } from "../engine/core/secrets/sounds_secret.ts";
import { corpusInputs, corpusManifests, DISTRIBUTIONS } from "./_corpus.ts";

/** A text as Compose fills it in. */
function filled(value: unknown, variables: Record<string, string>): unknown {
  if (typeof value === "string") {
    return value.replace(/\$\{(SECRET_\w+):\?\}/g, (_whole, name) => {
      assert(Object.hasOwn(variables, name), name);
      return variables[name].replaceAll("$", "$$$$");
    });
  }
  if (Array.isArray(value)) return value.map((item) => filled(item, variables));
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, filled(item, variables)]),
  );
}

/** Passwords of the Secrets among manifests. */
function passwords(manifests: Iterable<{ kind?: string }>): string[] {
  return [...manifests].filter(({ kind }) => kind === "Secret").flatMap((secret) => {
    const { data = {}, stringData = {} } = secret as Secret;
    return Object.keys({ ...data, ...stringData }).flatMap((key) => {
      const value = secretValue(secret as Secret, key) ?? "";
      return isTelling(key, value) && value.length >= 8 ? [value] : [];
    });
  });
}

for (const input of corpusInputs()) {
  Deno.test(`convert() keeps passwords of ${input} out of compose.yml when it is told to`, async () => {
    const manifests = await corpusManifests(input);
    const convert = (secrets: "inline" | "env-file") =>
      DISTRIBUTIONS.kubernetes2simple.convert(manifests, { name: "x", secrets });
    const inline = await convert("inline");
    const { project, variables = {}, refusal } = await convert("env-file");
    assertEquals(refusal, undefined);
    const text = renderCompose(project);
    assertEquals(passwords(manifests).filter((password) => text.includes(password)), []);
    const told = (services: object) =>
      Object.values(services).map(({ environment, command, entrypoint, healthcheck }) => ({
        environment,
        command,
        entrypoint,
        healthcheck,
      }));
    // Passwords that were generated differ from run to run where nothing is kept.
    if (JSON.stringify(inline.project) === JSON.stringify((await convert("inline")).project)) {
      assertEquals(
        told(filled(project.services, variables) as object),
        told(inline.project.services),
      );
    }
  });
}

Deno.test("convert() keeps out of compose.yml what references tell programs, and tells them the same", async () => {
  let state = 7;
  const random = (below: number) => (state = state * 48271 % 0x7fffffff) % below;
  const pick = <T>(items: readonly T[]) => items[random(items.length)];
  const marks = [
    "zq1-",
    "zq2$x",
    "zq3-with.dots",
    "zq4 and words",
    "zq5'\"\\",
    "zq6$$(A)",
    "zq7://u",
  ];
  for (let round = 0; round < 30; round++) {
    const names = marks.map((_, index) => `V${index}`);
    const stringData = Object.fromEntries(marks.map((mark, index) => [`note${index}`, mark]));
    const word = () =>
      Array.from(
        { length: 1 + random(4) },
        () =>
          random(3) === 0
            ? pick(["--x=", "a", " ", "$$", "http://web.default.svc:80/", "$(NONE)"])
            : `$(${pick(names)})`,
      )
        .join("");
    const words = () => ["sh", "-c", word(), word()];
    const env = [
      ...names.map((name, index) => ({
        name,
        valueFrom: { secretKeyRef: { name: "notes", key: `note${index}` } },
      })),
      { name: "BOTH", value: word() },
    ];
    const container = {
      ...{ name: "web", image: "web", env, command: [...words(), "$(BOTH)"], args: words() },
      readinessProbe: { exec: { command: words() } },
    };
    const manifests = [
      { apiVersion: "v1", kind: "Secret", metadata: { name: "notes" }, stringData },
      {
        ...{ apiVersion: "v1", kind: "Pod", metadata: { name: "web", labels: { app: "web" } } },
        spec: { containers: [container] },
      },
      {
        ...{ apiVersion: "v1", kind: "Service", metadata: { name: "web" } },
        spec: { selector: { app: "web" }, ports: [{ port: 80, targetPort: 8080 }] },
      },
    ];
    const convert = (secrets: "inline" | "env-file") =>
      DISTRIBUTIONS.kubernetes2simple.convert(manifests, { name: "x", secrets });
    const { project: { services: { web: inline } } } = await convert("inline");
    const { project: { services: { web } }, variables = {} } = await convert("env-file");
    const { labels: _, ...kept } = web;
    assertEquals(JSON.stringify(kept).match(/zq\d/g), null, JSON.stringify(kept));
    const told = ({ environment, command, entrypoint, healthcheck }: typeof web) => ({
      environment,
      command,
      entrypoint,
      healthcheck,
    });
    assertEquals(filled(told(web), variables), told(inline));
  }
});
