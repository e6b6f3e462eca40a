/**
 * Nothing multiplies without a bound: time grows as what goes in and comes out, or a limit ends it and says which.
 * Times are compared within one process, and are the processor's: what else the machine does is no matter.
 */
import { cpuUsage } from "node:process";
import { assert, assertRejects, assertStringIncludes } from "@std/assert";
import { convert, Diagnostics, parseManifests, renderCompose, UserError } from "../../mod.ts";
import kubernetes2simple from "../../distributions/kubernetes2simple/mod.ts";
import { grouped } from "../../engine/cli/group.ts";
import type { Shape } from "./_objects.ts";
import { SHAPES } from "./_shapes.ts";

/** How many times larger the second input is; what is quadratic takes the square of that. */
const FACTOR = 8;

/** How much faster than input and output the time may grow; collecting garbage is work as well. */
const TOLERANCE = 4;
const ROUNDS = 2;

/** Size of the smaller input, where another one tells more. */
const SIZES: Readonly<Record<string, number>> = {
  // Keys of RSA take their time.
  "Certificates": 2,
  "clusters of PostgreSQL": 2,
  // Deeper is a limit's.
  "a deep list of lists": 20,
  "a deep value": 50,
  // What comes out is the product.
  "ServiceMonitors over Services": 20,
  "PodMonitors over Pods": 20,
  "Gateway API's routes to all listeners": 20,
  "Pods under Services that select all": 30,
  "a file that is projected many times": 50,
  "one ConfigMap in the environment of all": 40,
  "a rule of Traefik that multiplies": 8,
  // Looking at all for each takes long only where there are many.
  "an Ingress of many hosts": 300,
  "containers of one Pod": 500,
  "keys of one ConfigMap, one variable each": 300,
  "NetworkPolicies": 200,
  "ports of the host that NetworkPolicies close": 200,
  "policies that select Gateways and routes by their labels": 200,
  "routes of a Gateway that many policies guard": 400,
  "mounts of one projected volume": 12,
  "grants to other namespaces": 100,
  "ports of one pod by their names": 100,
  "users of all routes": 40,
  "other names of hosts over paths": 12,
};
const SIZE = 60;

/** What a limit ends, at which n, and which limit it is. */
const LIMITED: Readonly<Record<string, readonly [n: number, limit: string]>> = {
  "aliases in labels": [40, "limits.aliases"],
  "aliases in a container": [40, "limits.aliases"],
  "aliases in a ConfigMap": [40, "limits.aliases"],
  "aliases in a field of a custom resource": [40, "limits.aliases"],
  "variables that hold the one before twice": [60, "limits.expanded_value"],
  "replacements that grow": [60, "limits.expanded_value"],
  "a file that is projected many times": [1700, "limits.output"],
  "ServiceMonitors over Services": [500, "limits.generated"],
  "PodMonitors over Pods": [500, "limits.generated"],
  "Pods under Services that select all": [900, "limits.generated"],
  "Gateway API's routes to all listeners": [500, "limits.generated"],
  "one ConfigMap in the environment of all": [1700, "limits.generated"],
  "Bundles over ConfigMaps": [400, "limits.generated"],
  "other names of hosts over paths": [400, "limits.generated"],
  "users of all routes": [1600, "limits.generated"],
  "Certificates": [600, "limits.keys"],
  "Certificates with large keys": [1000, "limits.keys"],
  "rules of replacement": [1001, "limits.rules"],
  "patterns on exclude": [1001, "limits.rules"],
  "files of one ConfigMap": [20_100, "limits.output_files"],
  "a deep list of lists": [1000, "limits.depth"],
  "a deep value": [1000, "limits.depth"],
};

/** Shapes that double with each step, or that nothing comes of, so that only the limit is of interest. */
const EXPONENTIAL = /^aliases|^variables|^replacements|^Bundles over/;

async function run(shape: Shape, n: number): Promise<{ size: number; time: number }> {
  const extensions = await kubernetes2simple.extensions();
  const { text, config } = shape(n);
  const start = cpuUsage();
  const diagnostics = new Diagnostics();
  const manifests = parseManifests([{ file: "all.yaml", text }], diagnostics);
  const { project, files, diagnostics: said } = await convert(
    manifests,
    { name: "demo", ...config },
    extensions,
    { diagnostics, firstRun: config === undefined },
  );
  const rendered = renderCompose(project);
  const messages = grouped(said);
  const time = cpuUsage(start).user / 1000;
  const out = [...files.entries()].reduce((sum, [, { content }]) => sum + content.length, 0) +
    messages.reduce((sum, { message }) => sum + message.length, 0);
  return { size: text.length + JSON.stringify(config ?? {}).length + rendered.length + out, time };
}

async function fastest(shape: Shape, n: number): Promise<{ size: number; time: number }> {
  let best = await run(shape, n);
  for (let round = 1; round < ROUNDS; round++) {
    const again = await run(shape, n);
    if (again.time < best.time) best = again;
  }
  return best;
}

for (const [name, shape] of Object.entries(SHAPES)) {
  if (EXPONENTIAL.test(name)) continue;
  Deno.test(`convert() takes time in proportion to input and output when there are more: ${name}`, async () => {
    const n = SIZES[name] ?? SIZE;
    // Code that has not run yet is slow, which would flatter the second.
    await run(shape, n);
    const small = await fastest(shape, n);
    const large = await fastest(shape, n * FACTOR);
    const growth = large.size / small.size;
    // What takes next to no time is all noise.
    const ratio = large.time / Math.max(small.time, 3);
    assert(
      ratio < TOLERANCE * growth,
      `${growth.toFixed(1)} times the bytes took ${ratio.toFixed(1)} times the time`,
    );
  });
}

for (const [name, [n, limit]] of Object.entries(LIMITED)) {
  Deno.test(`convert() ends with a limit that can be raised when there are too many: ${name}`, async () => {
    const error = await assertRejects(() => run(SHAPES[name], n), UserError);
    assertStringIncludes(error.message, `"${limit}" in dekube.yaml`);
  });
}
