/**
 * Converts the samples in checkouts of others and scores what comes out:
 *
 *     deno task score DIR
 *
 * DIR holds a folder for each checkout. docs/samples.md says what the score is made of.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { InputError } from "../engine/io/errors.ts";
import { printSummary } from "./score/print_summary.ts";
import { installedPrograms } from "./score/programs.ts";
import { findSamples } from "./score/samples.ts";
import { scoreSamples } from "./score/score_samples.ts";
import { summarize } from "./score/summary.ts";

const USAGE = `deno task score DIR [flags]

  DIR              a folder that holds a folder for each checkout
  --upstream NAME  only the checkout in this folder
  --kind KIND      only fields of this kind, as group/Kind (Kubernetes' own: Kind)
  --fields N       most fields that are tried of a sample (40)
  --objects N      most objects that are (40)
  --seed TEXT      chooses those (1)
  --folders        the files of a folder are one sample, not each its own
  --schema FILE    a JSON Schema of Compose files, in place of the repository's
  --check          has caddy, nginx, promtool and docker compose check their files, where they are installed
  --top N          how many silent fields are listed (60)
  --seconds N      how long one conversion may take (20)
  --jobs N         how many samples are scored at once (as many as there are processors)
  --json FILE      writes all of it there too`;

const TEXTS = [
  "upstream",
  "kind",
  "fields",
  "objects",
  "seed",
  "schema",
  "top",
  "seconds",
  "jobs",
  "json",
];
const SWITCHES = ["folders", "check", "help"];

const DEFAULTS = { fields: "40", objects: "40", seed: "1", top: "60", seconds: "20" };

/** Runs the command and returns its exit code: 0 once there is a score, whatever it is. */
export async function main(args: readonly string[]): Promise<number> {
  const unknown: string[] = [];
  const flags = parseArgs([...args], {
    string: TEXTS,
    boolean: SWITCHES,
    default: DEFAULTS,
    unknown: (argument) => {
      if (argument.startsWith("-")) unknown.push(argument);
    },
  });
  if (flags.help) {
    console.log(USAGE);
    return 0;
  }
  const jobs = flags.jobs ?? String(navigator.hardwareConcurrency);
  const numbers = {
    fields: flags.fields,
    objects: flags.objects,
    top: flags.top,
    seconds: flags.seconds,
    jobs,
  };
  const wrong = [
    ...unknown.map((flag) => `there is no ${flag}`),
    ...Object.entries(numbers).filter(([, value]) => !/^[0-9]+$/.test(String(value)))
      .map(([flag]) => `--${flag} takes a number`),
    ...flags._.length === 1 ? [] : ["it takes one folder"],
  ];
  if (wrong.length > 0) {
    console.error(`${wrong.join("; ")}\n\n${USAGE}`);
    return 1;
  }
  try {
    const { upstream, folders, kind, seed, schema, check, json } = flags;
    if (check) {
      const programs = await installedPrograms();
      console.error(`checked by ${programs.join(", ") || "no program: none is installed"}`);
    }
    const found = await findSamples(String(flags._[0]), {
      ...upstream === undefined ? {} : { upstream },
      folders,
    });
    const scores = await scoreSamples(found.samples, {
      fields: Number(flags.fields),
      objects: Number(flags.objects),
      seed: String(seed),
      jobs: Number(jobs),
      patience: Number(flags.seconds) * 1000,
      check,
      ...kind === undefined ? {} : { kind },
      ...schema === undefined ? {} : { schema },
      progress: sayProgress(found.samples.length),
    });
    const summary = summarize(scores, found.skipped);
    if (json !== undefined) {
      const all = { summary, scores, skipped: found.skipped };
      await Deno.writeTextFile(json, `${JSON.stringify(all, null, 2)}\n`);
    }
    console.log(printSummary(summary, Number(flags.top)));
    return 0;
  } catch (error) {
    if (!(error instanceof InputError) && !(error instanceof Deno.errors.NotFound)) throw error;
    console.error(error.message);
    return 1;
  }
}

/** A line now and then. */
function sayProgress(samples: number): (done: number) => void {
  return (done) => {
    if (done % 100 === 0) console.error(`${done} of ${samples} samples`);
  };
}

if (import.meta.main) Deno.exit(await main(Deno.args));
