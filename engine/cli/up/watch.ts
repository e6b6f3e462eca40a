/**
 * Tells from what is seen of containers, again and again, how far a project has come.
 *
 * @module
 */

import type { Container } from "../../io/compose/containers.ts";
import type { ModelService } from "../../io/compose/model.ts";

/** How far a service has come. */
export type Condition =
  /** It has ended, as it should. */
  | "done"
  /** Its health check says so. */
  | "healthy"
  /** It runs, and nothing else can be known. */
  | "running"
  /** It is on the way. */
  | "starting"
  /** It has not been started yet. */
  | "waiting"
  /** Its health check fails; that may pass. */
  | "unhealthy"
  /** It ends, and is started again; that may pass. */
  | "crashing"
  /** It has ended, and not as it should. */
  | "failed";

/** What is known of a service. */
export interface ServiceState {
  service: string;
  condition: Condition;
  /** How its container ended the last time. */
  exitCode: number;
  /** Names of its containers. */
  containers: string[];
}

/** A container that runs so long without a health check counts as up. */
const SETTLED_MS = 3_000;

/** Docker itself takes one that has run so long since it was started again as new. */
const CALM_MS = 10_000;

/** What may pass is given so long where nothing else moves that it could be waiting for. */
const PATIENCE_MS: Partial<Record<Condition, number>> = {
  failed: 0,
  crashing: 30_000,
  unhealthy: 120_000,
};

/** While something else moves, it may be what the one that fails waits for. */
const MOVING_PATIENCE_MS = 120_000;

const GOOD: readonly Condition[] = ["done", "healthy", "running"];

/** What is remembered of a container. */
interface Memory {
  runsSince?: number;
  endedAt?: number;
  exitCode: number;
}

/** The states of services over time. */
export class Watch {
  readonly #services: ReadonlyMap<string, ModelService>;
  readonly #memory = new Map<string, Memory>();
  readonly #badSince = new Map<string, number>();
  #states: ServiceState[] = [];
  #now = 0;
  #isStarting = false;

  /** Of the services that are to be started. */
  constructor(services: ReadonlyMap<string, ModelService>) {
    this.#services = services;
  }

  /** Takes what is seen at a moment, in milliseconds; `isStarting` as long as Compose is still at it. */
  see(containers: readonly Container[], now: number, isStarting = false): void {
    this.#now = now;
    this.#isStarting = isStarting;
    const byService = Map.groupBy(containers, ({ service }) => service);
    const names = new Set([...this.#services.keys(), ...byService.keys()]);
    this.#states = [...names].map((service) => {
      const own = byService.get(service) ?? [];
      const conditions = own.map((container) => this.#conditionOf(container));
      return {
        service,
        condition: worst(conditions),
        exitCode: own.reduce(
          (most, { name }) => Math.max(most, this.#memory.get(name)!.exitCode),
          0,
        ),
        containers: own.map(({ name }) => name),
      };
    });
    for (const { service, condition } of this.#states) {
      if (PATIENCE_MS[condition] === undefined) this.#badSince.delete(service);
      else if (!this.#badSince.has(service)) this.#badSince.set(service, now);
    }
  }

  /** What was seen last. */
  get states(): readonly ServiceState[] {
    return this.#states;
  }

  /** Whether all is as it should be. */
  get isUp(): boolean {
    return this.#states.every(({ condition }) => GOOD.includes(condition));
  }

  /** Whether there is no point in waiting longer: something fails, and has been given its time. */
  get isStuck(): boolean {
    const moves = this.#states.some(({ condition }) => condition === "starting");
    return this.#states.some(({ service, condition }) => {
      const patience = PATIENCE_MS[condition];
      if (patience === undefined) return false;
      const since = this.#now - this.#badSince.get(service)!;
      return since >= (moves ? Math.max(patience, MOVING_PATIENCE_MS) : patience);
    });
  }

  #conditionOf({ name, service, state, health, exitCode }: Container): Condition {
    const memory = this.#memory.get(name) ?? { exitCode: 0 };
    this.#memory.set(name, memory);
    if (state !== "running") memory.runsSince = undefined;
    switch (state) {
      case "exited":
        memory.exitCode = exitCode;
        if (exitCode === 0) return "done";
        // It may be an earlier run's.
        return this.#isStarting ? "waiting" : "failed";
      case "dead":
        memory.exitCode = exitCode;
        return "failed";
      case "restarting":
        memory.exitCode = exitCode;
        memory.endedAt = this.#now;
        return "crashing";
      case "running":
        break;
      case "created":
        return "waiting";
      default:
        return "starting";
    }
    const runsSince = memory.runsSince ??= this.#now;
    if (health === "healthy") return "healthy";
    if (health === "unhealthy") return "unhealthy";
    if (memory.endedAt !== undefined && this.#now - memory.endedAt < CALM_MS) return "crashing";
    if (health === "starting" || this.#services.get(service)?.ends) return "starting";
    return this.#now - runsSince >= SETTLED_MS ? "running" : "starting";
  }
}

const BY_BADNESS: readonly Condition[] = [
  ...["failed", "crashing", "unhealthy", "waiting", "starting", "running", "healthy", "done"],
] as Condition[];

/** Of several containers of a service the one that has come least far counts. */
function worst(conditions: readonly Condition[]): Condition {
  return BY_BADNESS.find((condition) => conditions.includes(condition)) ?? "waiting";
}

/** How many services have come how far, and which are not there yet. */
export function describeStates(states: readonly ServiceState[]): string {
  const counted = (["done", "healthy", "running"] as const).map((condition) => {
    const count = states.filter((state) => state.condition === condition).length;
    return count > 0 ? `${count} ${condition}` : "";
  });
  const named = (["starting", "waiting", "unhealthy", "crashing", "failed"] as const)
    .map((condition) => {
      const names = states.filter((state) => state.condition === condition)
        .map(({ service }) => service);
      const shown = names.slice(0, MOST_NAMED).join(", ");
      const more = names.length > MOST_NAMED ? ", …" : "";
      return names.length > 0 ? `${names.length} ${condition} (${shown}${more})` : "";
    });
  return [...counted, ...named].filter((part) => part !== "").join(", ");
}

const MOST_NAMED = 3;
