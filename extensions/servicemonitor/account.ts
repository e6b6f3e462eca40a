/**
 * What becomes of the fields of the Prometheus operator's kinds.
 *
 * @module
 */

import { type FieldRules, meaningless, rulesBelow } from "@dekube/engine/pacts";
import { WITHOUT_MEANING as OF_ALERTMANAGER } from "./alertmanager/instances.ts";
import { WITHOUT_MEANING as OF_PROMETHEUS } from "./instance.ts";
import {
  ALERTMANAGER,
  ALERTMANAGER_CONFIG,
  POD_MONITOR,
  PROMETHEUS,
  PROMETHEUS_RULE,
  SCRAPE_CONFIG,
  SERVICE_MONITOR,
} from "./kinds.ts";

const OPERATOR = "it says how the operator places and watches the pods; here there is one of each";

/** Of what runs a program. */
function ofProgram(withoutMeaning: readonly string[]): FieldRules {
  return rulesBelow("spec", {
    "": { becomes: "services.*" },
    ...meaningless(OPERATOR, ...withoutMeaning),
  });
}

const JOB = rulesBelow("spec", { "": { becomes: "a scrape job in the config of Prometheus" } });

/** By kind. */
export const ACCOUNT: Readonly<Record<string, FieldRules>> = {
  [ALERTMANAGER]: ofProgram(OF_ALERTMANAGER),
  [ALERTMANAGER_CONFIG]: rulesBelow("spec", { "": { becomes: "the config of Alertmanager" } }),
  [PROMETHEUS]: ofProgram(OF_PROMETHEUS),
  [SERVICE_MONITOR]: JOB,
  [POD_MONITOR]: JOB,
  [SCRAPE_CONFIG]: JOB,
  [PROMETHEUS_RULE]: rulesBelow("spec", { "": { becomes: "the rules of Prometheus" } }),
};
