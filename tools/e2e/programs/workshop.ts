/**
 * A cache folder that programs are made in: they end up in `bin/`, what is needed to make them is in
 * `build/` meanwhile. One run at a time has it open; others wait.
 */
export class Workshop {
  readonly #results = new Map<string, Promise<unknown>>();
  readonly #queues = new Map<string, Promise<unknown>>();
  #lock?: Deno.FsFile;

  constructor(
    readonly cache: string,
    readonly say: (line: string) => void = () => {},
    readonly signal?: AbortSignal,
  ) {}

  get bin(): string {
    return `${this.cache}/bin`;
  }

  get build(): string {
    return `${this.cache}/build`;
  }

  /** Before anything is made. */
  open(): Promise<void> {
    return this.once("open", async () => {
      await Deno.mkdir(this.bin, { recursive: true });
      // The lock ends with the process, however that ends.
      const lock = await Deno.open(`${this.cache}/lock`, { create: true, write: true });
      this.#lock = lock;
      if (!await lock.tryLock(true)) {
        this.say("another run is making programs: waiting for it");
        do {
          this.signal?.throwIfAborted();
          await new Promise((resolve) => setTimeout(resolve, 500));
        } while (!await lock.tryLock(true));
      }
      // A run that was killed could not clean up.
      await removeTree(this.build);
      await Deno.mkdir(this.build);
    });
  }

  /** Leaves nothing behind but the programs. */
  async close(): Promise<void> {
    const isOpen = await this.#results.get("open")?.then(() => true, () => false);
    if (isOpen) await removeTree(this.build);
    this.#lock?.close();
  }

  /** An empty folder for a purpose. */
  async folder(name: string): Promise<string> {
    const folder = `${this.build}/${name}`;
    await Deno.mkdir(folder, { recursive: true });
    return folder;
  }

  /** What several programs come from is fetched for all of them. */
  once<T>(what: string, work: () => Promise<T>): Promise<T> {
    const result = (this.#results.get(what) as Promise<T> | undefined) ?? work();
    this.#results.set(what, result);
    return result;
  }

  /** Work of the same queue is done one after the other. */
  inTurn<T>(queue: string, work: () => Promise<T>): Promise<T> {
    const previous = this.#queues.get(queue) ?? Promise.resolve();
    const result = previous.then(() => {
      this.signal?.throwIfAborted();
      return work();
    });
    this.#queues.set(queue, result.catch(() => {}));
    return result;
  }
}

async function removeTree(folder: string): Promise<void> {
  try {
    await Deno.remove(folder, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
