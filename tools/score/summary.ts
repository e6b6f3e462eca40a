/**
 * What many scores come to: by upstream, and by field.
 *
 * @module
 */

import type { Skipped } from "./samples.ts";
import type { Fate, SampleScore } from "./score_sample.ts";

/** What the samples of an upstream come to. */
export interface UpstreamSummary {
  /** Folder of the checkout. */
  upstream: string;
  /** Samples. */
  samples: number;
  /** Files that are none, by reason. */
  skipped: Record<string, number>;
  /** Samples by exit code. */
  exit: Record<0 | 1 | 2, number>;
  /** Those of exit code 1 that are bugs. */
  crashes: number;
  /** Samples with something wrong in their output. */
  unsound: number;
  /** Objects, by what they gave. */
  objects: Record<"output" | "words" | "nothing", number>;
  /** Fields that were tried, by what became of them. */
  fields: Record<Fate, number>;
  /** How often each code was said, most often first. */
  codes: Record<string, number>;
}

/** A field that is silent somewhere. */
export interface SilentField {
  /** `group/Kind`. */
  kind: string;
  /** Its path. */
  path: string;
  /** How often it is silent. */
  silent: number;
  /** How often it was tried. */
  tried: number;
  /** The first sample in which it is silent. */
  sample: string;
  /** What it holds there; absent for a Secret's. */
  value?: unknown;
}

/** A sample that failed, or with something wrong in its output. */
export interface Finding {
  /** Path of the sample, that of the checkout first. */
  sample: string;
  /** `crash`, `error` or `unsound`. */
  what: string;
  /** Why. */
  reason: string;
}

/** All that many scores come to. */
export interface Summary {
  /** By upstream. */
  upstreams: UpstreamSummary[];
  /** All of it. */
  total: UpstreamSummary;
  /** Silent fields, most frequent first. */
  silent: SilentField[];
  /** Kinds of objects that give nothing at all, with their number, most frequent first. */
  passedOver: Record<string, number>;
  /** What went wrong. */
  findings: Finding[];
}

/** Sums scores up. */
export function summarize(scores: readonly SampleScore[], skipped: readonly Skipped[]): Summary {
  const names = [...new Set([...scores, ...skipped].map(({ upstream }) => upstream))].sort();
  const upstreams = names.map((name) =>
    summaryOf(
      name,
      scores.filter(({ upstream }) => upstream === name),
      skipped.filter(({ upstream }) => upstream === name),
    )
  );
  const passedOver = scores.flatMap(({ objects }) => objects)
    .filter(({ gives }) => gives === "nothing").map(({ kind }) => kind);
  return {
    upstreams,
    total: summaryOf("all", scores, skipped),
    silent: silentFields(scores),
    passedOver: count(passedOver),
    findings: scores.flatMap(findingsOf),
  };
}

function summaryOf(
  upstream: string,
  scores: readonly SampleScore[],
  skipped: readonly Skipped[],
): UpstreamSummary {
  const objects = { output: 0, words: 0, nothing: 0 };
  const exit = { 0: 0, 1: 0, 2: 0 };
  const codes: Record<string, number> = {};
  for (const score of scores) {
    exit[score.exit]++;
    for (const { gives } of score.objects) objects[gives]++;
    for (const [code, times] of Object.entries(score.codes)) {
      codes[code] = (codes[code] ?? 0) + times;
    }
  }
  const fields = { heard: 0, beside: 0, covered: 0, expected: 0, silent: 0 };
  for (const { fate } of scores.flatMap(({ fields }) => fields)) fields[fate]++;
  return {
    upstream,
    samples: scores.length,
    skipped: count(skipped.map(({ reason }) => reason)),
    exit,
    crashes: scores.filter(({ isCrash }) => isCrash).length,
    unsound: scores.filter(({ unsound }) => unsound.length > 0).length,
    objects,
    fields,
    codes: sorted(codes),
  };
}

function silentFields(scores: readonly SampleScore[]): SilentField[] {
  const found = new Map<string, SilentField>();
  const tried = new Map<string, number>();
  for (const { upstream, file, fields } of scores) {
    for (const { kind, path, fate, value } of fields) {
      const key = `${kind} ${path}`;
      tried.set(key, (tried.get(key) ?? 0) + 1);
      if (fate !== "silent") continue;
      const known = found.get(key);
      if (known) known.silent++;
      else {
        const sample = `${upstream}/${file}`;
        found.set(key, {
          kind,
          path,
          silent: 1,
          tried: 0,
          sample,
          ...value === undefined ? {} : { value },
        });
      }
    }
  }
  return [...found].map(([key, field]) => ({ ...field, tried: tried.get(key)! }))
    .sort((one, other) =>
      other.silent - one.silent || compare(one.kind, other.kind) || compare(one.path, other.path)
    );
}

function findingsOf(score: SampleScore): Finding[] {
  const sample = `${score.upstream}/${score.file}`;
  const failures = score.failure === undefined
    ? []
    : [{ sample, what: score.isCrash ? "crash" : "error", reason: score.failure }];
  return [...failures, ...score.unsound.map((reason) => ({ sample, what: "unsound", reason }))];
}

function count(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return sorted(counts);
}

/** Most frequent first. */
function sorted(counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(counts).sort(([one, n], [other, m]) => m - n || compare(one, other)),
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
