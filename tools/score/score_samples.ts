/**
 * Scores many samples at once, in workers, so that one that does not end can be ended.
 *
 * @module
 */

import type { Sample } from "./sample.ts";
import { failedScore, type SampleScore, type ScoreOptions } from "./score_sample.ts";
import type { FromWorker, ToWorker } from "./worker.ts";

/** How samples are scored at once. */
export interface PoolOptions extends ScoreOptions {
  /** How many workers there are. */
  jobs: number;
  /** Milliseconds that one conversion may take. */
  patience: number;
  /** Told of each score when it is there. */
  progress?: (done: number) => void;
}

/** Scores of samples, in their order. */
export async function scoreSamples(
  samples: readonly Sample[],
  { jobs, patience, progress, ...options }: PoolOptions,
): Promise<SampleScore[]> {
  const scores: SampleScore[] = [];
  const queue = samples.entries();
  let done = 0;
  await Promise.all(Array.from({ length: Math.min(jobs, samples.length) }, async () => {
    let worker = start();
    for (const [index, sample] of queue) {
      const score = await scoreOf(worker, sample, patience);
      if (typeof score === "string") {
        worker.terminate();
        worker = start();
        scores[index] = failedScore(sample, score);
      } else scores[index] = score;
      progress?.(++done);
    }
    worker.terminate();
  }));
  return scores;

  function start(): Worker {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    tell(worker, { options, samples });
    return worker;
  }
}

function tell(worker: Worker, message: ToWorker): void {
  worker.postMessage(message);
}

/** The score, or what went wrong in the worker, which is of no use any more. */
function scoreOf(worker: Worker, sample: Sample, patience: number): Promise<SampleScore | string> {
  return new Promise((resolve) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = (result: SampleScore | string) => {
      clearTimeout(timer);
      resolve(result);
    };
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if ("score" in data) return end(data.score);
      clearTimeout(timer);
      const late = `the conversion of ${data.alive} takes more than ${patience / 1000} seconds`;
      timer = setTimeout(() => end(late), patience);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      end(`the worker failed: ${event.message}`);
    };
    tell(worker, { sample });
  });
}
