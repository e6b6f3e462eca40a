/** Time grows as the input and the output do, measured by ratio within one run. */
import { assert } from "@std/assert";
import { type DistributionName, DISTRIBUTIONS } from "./_corpus.ts";
import { type Conversion, convert, Diagnostics, parseManifests, renderCompose } from "../mod.ts";
import { tortureFiles } from "./_torture.ts";

/** How much faster than input and output the time may grow: machines are busy now and then. */
const TOLERANCE = 2.5;
const ROUNDS = 4;

interface Stage {
  /** Bytes that go in and come out. */
  size: number;
  /** The least time that it took, in milliseconds. */
  time: number;
}

async function fastest<T>(work: () => T | Promise<T>): Promise<{ time: number; result: T }> {
  let time = Infinity;
  let result!: T;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    result = await work();
    time = Math.min(time, performance.now() - start);
  }
  return { time, result };
}

function bytesOf({ project, files }: Conversion): number {
  const written = [...files.entries()].map(([, { content }]) => content.length);
  return JSON.stringify(project).length + written.reduce((sum, size) => sum + size, 0);
}

async function measure(n: number, name: DistributionName): Promise<Record<string, Stage>> {
  const extensions = await DISTRIBUTIONS[name].extensions();
  const files = tortureFiles(n);
  const input = files.reduce((sum, { text }) => sum + text.length, 0);
  const parsing = await fastest(() => parseManifests(files, new Diagnostics()));
  const converting = await fastest(() => convert(parsing.result, { name: "x" }, extensions));
  const output = bytesOf(converting.result);
  const rendering = await fastest(() => renderCompose(converting.result.project));
  return {
    "parseManifests()": { size: input, time: parsing.time },
    "convert()": { size: input + output, time: converting.time },
    "renderCompose()": { size: output, time: rendering.time },
  };
}

for (const distribution of Object.keys(DISTRIBUTIONS) as DistributionName[]) {
  Deno.test(`${distribution} takes time in proportion to what goes in and comes out, when that grows`, async () => {
    // Code that has not run yet is slow, which would flatter the second.
    await measure(12, distribution);
    const small = await measure(12, distribution);
    const large = await measure(24, distribution);
    for (const [name, { size, time }] of Object.entries(large)) {
      const growth = size / small[name].size;
      const ratio = time / small[name].time;
      assert(
        ratio < TOLERANCE * growth,
        `${name}: ${growth.toFixed(1)} times the bytes took ${ratio.toFixed(1)} times the time`,
      );
    }
  });
}
