/**
 * Inputs that grow: few lines of each ask for much work, so each shows whether something multiplies.
 *
 * @module
 */

import { NETWORK } from "./_network.ts";
import { OPERATORS } from "./_operators.ts";
import { ROUTES } from "./_routes.ts";
import { VALUES } from "./_values.ts";
import { WORKLOADS } from "./_workloads.ts";
import { YAML } from "./_yaml.ts";
import type { Shape } from "./_objects.ts";

/** All of them, by what multiplies in them. */
export const SHAPES: Readonly<Record<string, Shape>> = {
  ...YAML,
  ...VALUES,
  ...NETWORK,
  ...WORKLOADS,
  ...ROUTES,
  ...OPERATORS,
};
