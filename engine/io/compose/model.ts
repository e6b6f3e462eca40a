/**
 * Reads the project as Docker Compose itself has read it, the user's own files and variables included.
 *
 * @module
 */

import { mapping, word } from "../../../pacts/mod.ts";
import { parseAnswer } from "./answer.ts";

/** A service that `up` starts. */
export interface ModelService {
  /** Whether it is there to end: others wait until it is done, or it runs for a Job. */
  ends: boolean;
  /** Whether it has a health check. */
  isChecked: boolean;
}

/** The services that `docker compose config --format json` has; those of profiles that are off are not among them. */
export function parseModel(text: string): Map<string, ModelService> {
  const services = Object.entries(mapping(mapping(parseAnswer(text)).services));
  const awaited = new Set(services.flatMap(([, service]) => awaitedBy(mapping(service))));
  return new Map(
    services.filter(([, service]) => isStarted(mapping(service))).map(([name, value]) => {
      const service = mapping(value);
      const labels = mapping(service.labels);
      const check = mapping(service.healthcheck);
      return [name, {
        ends: awaited.has(name) || labels["dekube.io/kind"] === "Job",
        isChecked: check.test !== undefined && check.disable !== true,
      }];
    }),
  );
}

/** The project's name, as Compose itself knows it. */
export function parseProjectName(text: string): string {
  return word(mapping(parseAnswer(text)).name);
}

function isStarted({ scale, deploy }: Record<string, unknown>): boolean {
  return (scale ?? mapping(deploy).replicas) !== 0;
}

/** What a service waits for until it is done. */
function awaitedBy({ depends_on }: Record<string, unknown>): string[] {
  return Object.entries(mapping(depends_on))
    .filter(([, how]) => mapping(how).condition === "service_completed_successfully")
    .map(([name]) => name);
}
