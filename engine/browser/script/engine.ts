/// <reference lib="dom" />
/**
 * The worker, which answers questions, and can be stopped at any moment.
 *
 * @module
 */

import type { Failure, Questions, Reply } from "../messages.ts";

/** A question failed as the command would. */
export class Failed extends Error {
  /** Keeps what was said. */
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

/** Somebody stopped it. */
export class Stopped extends Error {}

/** Told of what is going on. */
interface Listener {
  progress?: (step: string, done: number, of: number) => void;
  settings?: (text: string) => void;
}

interface Waiting {
  resolve: (answer: unknown) => void;
  reject: (error: Error) => void;
  listener: Listener;
}

/** A worker that is made when somebody asks something. */
export class Engine {
  readonly #url: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #last = 0;

  /** One that runs a script. */
  constructor(script: string) {
    this.#url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  }

  /** Asks something. */
  ask<Name extends keyof Questions>(
    name: Name,
    question: Questions[Name][0],
    listener: Listener = {},
  ): Promise<Questions[Name][1]> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const id = ++this.#last;
    this.#waiting.set(id, { resolve, reject, listener });
    this.#worker ??= this.#start();
    this.#worker.postMessage({ id, name, question });
    return promise as Promise<Questions[Name][1]>;
  }

  /** Stops whatever it does; one that waits goes on waiting. */
  stop(): void {
    if (this.#waiting.size === 0) return;
    this.#worker?.terminate();
    this.#end(new Stopped());
  }

  #start(): Worker {
    const worker = new Worker(this.#url);
    worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => {
      const waiting = this.#waiting.get(data.id);
      if ("step" in data) {
        waiting?.listener.progress?.(data.step, data.done, data.of);
        return;
      }
      if ("settings" in data) {
        waiting?.listener.settings?.(data.settings);
        return;
      }
      this.#waiting.delete(data.id);
      if ("failure" in data) waiting?.reject(new Failed(data.failure));
      else waiting?.resolve(data.answer);
    });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      const message = `${
        event.message || "the browser started no worker"
      }. This is a bug in dekube; please report it with your browser's name and version`;
      worker.terminate();
      this.#end(new Failed({ message, said: [] }));
    });
    return worker;
  }

  #end(error: Error): void {
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
