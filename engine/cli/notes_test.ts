import { assertEquals } from "@std/assert";
import { type Config, Diagnostics } from "../../pacts/mod.ts";
import { defaultConfig } from "../../pacts/config.ts";
import { checkDistribution } from "../core/settings/check_distribution.ts";
import { besideCompose } from "./notes.ts";

/** The files that it names. */
function obeyed(files: Record<string, string>, isTaken = true): string | undefined {
  const [said] = besideCompose(isTaken, {
    isForeign: (path) => Object.hasOwn(files, path),
    foreignText: (path) => files[path],
  });
  return /obeys (.*) beside/.exec(said?.message ?? "")?.[1];
}

Deno.test("besideCompose() names what Docker Compose reads by itself", () => {
  assertEquals(obeyed({}), undefined);
  assertEquals(obeyed({ ".env": "TAG=1\n# COMPOSE_FILE=x\nMY_COMPOSE_FILE=x\n" }), undefined);
  assertEquals(obeyed({ "compose.override.yml": "" }), "compose.override.yml");
  assertEquals(
    obeyed({
      "docker-compose.override.yaml": "services: {}",
      ".env": "TAG=1\n export COMPOSE_FILE = a.yml\r\nDOCKER_HOST=tcp://x\nCOMPOSE_FILE=b\n",
    }),
    "docker-compose.override.yaml and .env (COMPOSE_FILE, DOCKER_HOST)",
  );
});

Deno.test("besideCompose() knows that nothing is added to a file that is named", () => {
  const files = { "compose.override.yml": "", ".env": "COMPOSE_PROFILES=x\n" };
  assertEquals(obeyed(files, false), ".env (COMPOSE_PROFILES)");
});

Deno.test("checkDistribution() names what dekube.yaml asks for, and no version that it does not", () => {
  const said = (config: Partial<Config>) => {
    const diagnostics = new Diagnostics();
    const manifest = { name: "mine", version: "1.0.0", extensions: [] };
    checkDistribution({ ...defaultConfig(), ...config }, manifest, diagnostics);
    return [...diagnostics].map(({ message }) => message);
  };
  assertEquals(said({}), []);
  assertEquals(said({ distribution: "mine", distributionVersion: "1.0.0" }), []);
  assertEquals(said({ distribution: "dekube" }), [
    'dekube.yaml is for dekube, but this is mine. Use that one, or take "distribution" out',
  ]);
  assertEquals(said({ distributionVersion: "2.0.0" }), [
    'dekube.yaml is for mine 2.0.0, but this is mine 1.0.0. Use that one, or take "distribution_version" out',
  ]);
  assertEquals(said({ distribution: "dekube", distributionVersion: "2.0.0" }), [
    'dekube.yaml is for dekube 2.0.0, but this is mine 1.0.0. Use that one, or take "distribution" and "distribution_version" out',
  ]);
});
