/**
 * Values that have the right shape, and that Docker Compose refuses all the same.
 *
 * @module
 */

import { type ComposeProject, isMapping, items, text } from "../../../pacts/mod.ts";
import { isFilledIn, type Mistake, type Path } from "./shape.ts";

/** The mistakes in services of the right shape. */
export function refusedValues({ services }: Pick<ComposeProject, "services">): Mistake[] {
  return Object.entries(services).flatMap(([name, service]) =>
    [...mistakesOf(service as Record<string, unknown>), ...oddDollars(service, [])].map((
      { path, problem },
    ) => ({ path: ["services", name, ...path], problem }))
  );
}

const TESTS = ["CMD", "CMD-SHELL", "NONE"];

function* mistakesOf(service: Record<string, unknown>): Iterable<Mistake> {
  const { healthcheck, container_name: own, scale, deploy } = service;
  const test = isMapping(healthcheck) ? healthcheck.test : undefined;
  if (Array.isArray(test) && test.length > 0 && !TESTS.includes(test[0]) && !isFilledIn(test[0])) {
    yield {
      path: ["healthcheck", "test"],
      problem: `has to begin with "CMD", "CMD-SHELL" or "NONE", but it begins with "${test[0]}"`,
    };
  }
  for (const [index, mount] of items(service.volumes as unknown[] | undefined).entries()) {
    if (isMapping(mount) && mount.type === "bind" && !mount.source) {
      yield { path: ["volumes", index], problem: 'is of the type "bind", and lacks "source"' };
    }
  }
  const replicas: [Path, unknown][] = [
    [["scale"], scale],
    [["deploy", "replicas"], isMapping(deploy) ? deploy.replicas : undefined],
  ];
  for (const [path, count] of replicas) {
    if (!own || !(Number(count) > 1)) continue;
    yield {
      path: ["container_name"],
      problem: `is for one container, and "${path.join(".")}" asks for ${text(count)}`,
    };
  }
}

/** Texts with a `$` that neither begins a variable nor is doubled. */
function* oddDollars(value: unknown, path: Path): Iterable<Mistake> {
  if (typeof value === "string") {
    if (!value.includes("$") || isSound(value)) return;
    yield {
      path,
      problem:
        'has a "$" that begins no variable ($NAME, ${NAME}, ${NAME:-default}). Write "$$" where it is to be a "$"',
    };
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* oddDollars(item, [...path, index]);
  } else if (isMapping(value)) {
    for (const [key, item] of Object.entries(value)) yield* oddDollars(item, [...path, key]);
  }
}

/** Whether Compose can fill a text in. */
function isSound(text: string): boolean {
  for (let at = text.indexOf("$"); at >= 0; at = text.indexOf("$", at)) {
    const length = lengthOfVariable(text, at);
    if (length === undefined) return false;
    at += length;
  }
  return true;
}

/** How long what a `$` begins is: `$$`, `$NAME`, `${NAME}`, or one with a default that may have others in it. */
function lengthOfVariable(text: string, at: number): number | undefined {
  const [simple] = /^\$(?:\$|[a-z_]\w*)/i.exec(text.slice(at)) ?? [];
  if (simple !== undefined) return simple.length;
  const [head, operator] = /^\$\{[a-z_]\w*(\}|:?[-+?])/i.exec(text.slice(at)) ?? [];
  if (head === undefined || operator === "}") return head?.length;
  let depth = 1;
  for (let index = at + head.length; index < text.length; index++) {
    if (text.startsWith("${", index)) depth++;
    else if (text[index] === "}" && --depth === 0) return index + 1 - at;
  }
  return undefined;
}
