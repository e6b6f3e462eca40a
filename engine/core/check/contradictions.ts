/**
 * What Compose lets a service say in two places, when they say different things: it refuses the whole project then.
 *
 * @module
 */

import { type ComposeProject, isMapping, text } from "../../../pacts/mod.ts";
import type { Mistake } from "./shape.ts";

/** An old key of a service, what is the same below `deploy`, and how its values are read. */
const SAME: readonly [key: string, deploy: string, read: (value: unknown) => number][] = [
  ["mem_limit", "resources.limits.memory", bytes],
  ["mem_reservation", "resources.reservations.memory", bytes],
  ["cpus", "resources.limits.cpus", Number],
  ["pids_limit", "resources.limits.pids", Number],
  ["scale", "replicas", Number],
];

/** The mistakes, each at both of its places: whoever wrote one of them can mend it. */
export function contradictions({ services }: Pick<ComposeProject, "services">): Mistake[] {
  return Object.entries(services).flatMap(([name, service]) =>
    SAME.flatMap(([key, deploy, read]) => {
      const below = ["deploy", ...deploy.split(".")];
      const [own, other] = [[key], below].map((path) => valueAt(service, path));
      // What is not there contradicts nothing, and what can't be read is said where its shape is.
      const differs = Math.abs(read(own) - read(other)) > 1e-9;
      if (own === undefined || other === undefined || !differs) return [];
      const say = (path: readonly string[], than: string): Mistake => ({
        path: ["services", name, ...path],
        problem: `is ${
          text(valueAt(service, path))
        }, and "${than}" of the same service is another. They mean one thing: leave one of them out`,
      });
      return [say([key], below.join(".")), say(below, key)];
    })
  );
}

function valueAt(service: unknown, path: readonly string[]): unknown {
  let here = service;
  for (const step of path) here = isMapping(here) ? here[step] : undefined;
  return here ?? undefined;
}

const UNITS = "bkmgtp";

/** A size as Compose writes it: `512m`, `1.5gb`, or a number of bytes. */
function bytes(value: unknown): number {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?) *([kmgtp]?)i?b?$/i.exec(text(value)) ?? [];
  return Number(number) * 1024 ** Math.max(0, UNITS.indexOf(unit.toLowerCase()));
}
