/**
 * A guard that is written oddly is not lost in silence: what it guards comes out otherwise than if nobody had guarded it,
 * unless the controller itself takes that for no guard.
 */
import { assert, assertEquals } from "@std/assert";
import { isLimitError } from "../../pacts/limits.ts";
import { Diagnostics, type Manifest, type OutputFiles } from "../../pacts/mod.ts";
import { parseManifests, renderCompose, UserError } from "../../mod.ts";
import { DISTRIBUTIONS } from "../_corpus.ts";
import { type Guard, isOff, oddities, unguarded } from "./_guards.ts";
import { RUNS } from "./_odd.ts";
import { GUARDS as OF_INGRESSES } from "./guarded/ingresses.ts";
import { GUARDS as OF_PODS } from "./guarded/pods.ts";
import { GUARDS as OF_POSTGRES } from "./guarded/postgres.ts";
import { GUARDS as OF_ROUTES } from "./guarded/routes.ts";
import { GUARDS as OF_STORES } from "./guarded/stores.ts";

const ALL: Readonly<Record<string, readonly Guard[]>> = {
  "an Ingress": OF_INGRESSES,
  "a route": OF_ROUTES,
  "a pod": OF_PODS,
  "PostgreSQL": OF_POSTGRES,
  "a store": OF_STORES,
};

/** How many of the oddities are left out behind each that is tried: all are where there is time. */
const STEP = Math.max(1, Math.round(1000 / RUNS));

/** What a conversion writes but for comments, and its files for the next one; what was made up there stays. */
async function convert(objects: readonly Manifest[], previous?: OutputFiles) {
  const diagnostics = new Diagnostics();
  const text = objects.map((object) => JSON.stringify(object)).join("\n---\n");
  const manifests = parseManifests([{ file: "a.yaml", text }], diagnostics);
  try {
    const { project, files } = await DISTRIBUTIONS.kubernetes2simple.convert(
      manifests,
      { name: "x" },
      [],
      {
        firstRun: true,
        sourceName: "shop",
        diagnostics,
        ...previous
          ? { previous: { read: (path: string) => bytes(previous.get(path)?.content) } }
          : {},
      },
    );
    const written = [...files.entries()].map(([path, { content, mode }]) =>
      `${path} ${mode} ${withoutComments(new TextDecoder().decode(bytes(content)))}`
    );
    const all = [withoutComments(renderCompose(project)), ...written.toSorted()].join("\n");
    // Names of folders tell contents apart, comments among them.
    return { files, all: all.replace(/@[0-9a-f]+/g, "@") };
  } catch (error) {
    // Nothing is written then.
    if (!(error instanceof UserError) && !isLimitError(error)) throw error;
    return { all: "" };
  }
}

function bytes(content: string | Uint8Array | undefined): Uint8Array | undefined {
  return typeof content === "string" ? new TextEncoder().encode(content) : content;
}

function withoutComments(text: string): string {
  return text.split("\n").filter((line) => !/^\s*#/.test(line)).join("\n");
}

for (const [what, guards] of Object.entries(ALL)) {
  Deno.test(`no guard of ${what} is lost when it is written oddly`, async () => {
    const lost: string[] = [];
    let number = what.length;
    for (const guard of guards) {
      const sound = await convert(guard.objects);
      const open = await convert(unguarded(guard), sound.files);
      assert(sound.all !== open.all && open.all !== "", `${guard.name}: it means nothing`);
      for (const change of oddities(guard)) {
        if (number++ % STEP !== 0 || isOff(guard, change)) continue;
        const { all } = await convert(change.objects, sound.files);
        if (all === open.all) lost.push(`${guard.name}: ${change.place} is ${change.how}`);
      }
    }
    assertEquals(lost, []);
  });
}
