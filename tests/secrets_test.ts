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
