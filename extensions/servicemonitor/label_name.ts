/**
 * Names of labels and metrics.
 *
 * @module
 */

import { isAtLeast, type Version } from "./version.ts";

/** Whether Prometheus takes a name for a label's; from version 3 on it takes any text. */
export function isLabelName(name: string, version: Version): boolean {
  // Prometheus' reader takes these for nothing at all, even in quotes.
  if (name === "null" || name === "~") return false;
  if (/^[a-zA-Z_]\w*$/.test(name)) return true;
  return isAnyName(name, version);
}

/** Whether Prometheus takes a name for a metric's. */
export function isMetricName(name: string, version: Version): boolean {
  if (/^[a-zA-Z_:][\w:]*$/.test(name)) return true;
  return isAnyName(name, version);
}

/** `<<` alone would merge mappings, as YAML has it. */
function isAnyName(name: string, version: Version): boolean {
  return version !== undefined && isAtLeast(version, 3, 0) && name !== "" && name !== "<<";
}

/** A Kubernetes label's name as service discovery makes it a Prometheus label's. */
export function sanitize(name: string): string {
  return name.replace(/\W/g, "_");
}
