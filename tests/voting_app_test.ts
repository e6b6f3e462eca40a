import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { parse } from "@std/yaml";
import { convertCorpus, needsShared, SHARED } from "./_corpus.ts";

// deno-lint-ignore no-explicit-any -- read from YAML
type Service = any;

/**
 * The app's own Compose file says more than its manifests, or something else. Each difference with its reason; what is
 * not here must be the same.
 */
const DIFFERENCES: Record<string, { ours: unknown; theirs: unknown; because: string }> = {
  "vote.ports": {
    ours: ["31000:80"],
    theirs: ["8080:80"],
    because: "the Service is a NodePort on 31000; 8080 is its port inside the cluster",
  },
  "result.ports": {
    ours: ["31001:80"],
    theirs: ["8081:80"],
    because: "the Service is a NodePort on 31001; 8081 is its port inside the cluster",
  },
  "db.volumes": {
    ours: ["db-db-data:/var/lib/postgresql/data:nocopy"],
    theirs: ["db-data:/var/lib/postgresql/data", "./healthchecks:/healthchecks"],
    because: "the manifests keep the data in an emptyDir, and have no probe to mount a script for",
  },
  "redis.volumes": {
    ours: ["redis-redis-data:/data:nocopy"],
    theirs: ["./healthchecks:/healthchecks"],
    because: "the manifests mount an emptyDir where Redis keeps its data, and have no probe",
  },
};

/** What the app's own file does not have, each with its reason. */
const FURTHER = {
  "fix-permissions": "emptyDirs belong to everybody, whoever the user of the image is",
};

Deno.test({
  ...needsShared("convert() makes of the voting app's manifests what its own Compose file says"),
  async fn() {
    const { project } = await convertCorpus("voting-app/manifests");
    const text = await Deno.readTextFile(join(SHARED, "corpus/voting-app/reference-compose.yml"));
    const reference = parse(text) as { services: Record<string, Service> };
    const names = Object.keys(reference.services).sort();

    assertEquals(Object.keys(project.services).sort(), [...names, ...Object.keys(FURTHER)].sort());
    for (const name of names) {
      for (const key of ["image", "ports", "volumes", "environment"]) {
        const ours = project.services[name][key];
        const theirs = reference.services[name][key];
        const known = DIFFERENCES[`${name}.${key}`];
        assertEquals(ours, known ? known.ours : theirs, `${name}.${key}`);
        if (known) assertEquals(theirs, known.theirs, `${name}.${key} of the reference`);
      }
    }
  },
});
