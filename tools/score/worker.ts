/**
 * Scores the samples that it is handed, one after the other, in a worker.
 *
 * @module
 */

/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

import { Vocabulary } from "./fields.ts";
import type { Sample } from "./sample.ts";
import { type SampleScore, type ScoreOptions, scoreSample } from "./score_sample.ts";

/** What a worker is told: first how to score, then a sample at a time. */
export type ToWorker =
  | { options: ScoreOptions; samples: readonly Sample[] }
  | { sample: Sample };

/** What a worker says: what it is about to convert, then the score. */
export type FromWorker = { alive: string } | { score: SampleScore };

const vocabulary = new Vocabulary();
let options: ScoreOptions;

self.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
  if ("samples" in data) {
    options = data.options;
    for (const { manifests } of data.samples) vocabulary.learn(manifests);
    return;
  }
  const say = (message: FromWorker) => self.postMessage(message);
  const score = await scoreSample(data.sample, vocabulary, options, (alive) => say({ alive }));
  say({ score });
};
