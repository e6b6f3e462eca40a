import { assertEquals } from "@std/assert";
import { besideCompose } from "./notes.ts";

/** The files that it names. */
function obeyed(files: Record<string, string>, composeFile = "compose.yml"): string | undefined {
  const [said] = besideCompose(composeFile, (path) => files[path]);
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
  assertEquals(obeyed(files, "other.yml"), ".env (COMPOSE_PROFILES)");
});
