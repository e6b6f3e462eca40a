/**
 * `post_start` hooks that talk to other services run when those are ready. Kubernetes starts a container again until its hook
 * succeeds; Compose runs the hook once, and where it fails `docker compose up` fails.
 *
 * @module
 */

import {
  commandLines,
  type ComposeService,
  type ConvertContext,
  mapping,
  text,
  whenReady,
} from "@dekube/engine/pacts";
import { NamedServices } from "./named_services.ts";
import type { Wait } from "./waits.ts";

type Services = Readonly<Record<string, ComposeService>>;

/** What services wait for so that their hooks find it. */
export function postStartOrder(services: Services, ctx: ConvertContext): Wait[] {
  const named = new NamedServices(services, ctx);
  return Object.entries(services).flatMap(([service, { owner, ...keys }]) => {
    if (!owner || !keys.post_start) return [];
    return [...named.in(hookTexts(keys), owner.namespace)]
      .filter((dependency) => dependency !== service && services[dependency])
      .map((dependency) => {
        return { owner, service, dependency, condition: whenReady(services[dependency]) };
      });
  });
}

/** The words of the hooks, and the values of the variables that these mention. */
function* hookTexts(service: ComposeService): Iterable<string> {
  const environment = mapping(service.environment);
  for (const { key, words } of commandLines(service)) {
    if (key !== "post_start") continue;
    for (const word of words.map(text)) {
      yield word;
      for (const name of new Set(word.match(/\w+/g))) {
        if (Object.hasOwn(environment, name)) yield text(environment[name]);
      }
    }
  }
}
