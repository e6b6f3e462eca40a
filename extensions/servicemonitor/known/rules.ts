/**
 * Fields that PrometheusRules have.
 *
 * @module
 */

import { type FieldNames, leaves } from "@dekube/engine/pacts";

/** `spec` of a PrometheusRule. */
export const PROMETHEUS_RULE: FieldNames = {
  groups: {
    ...leaves("interval labels limit name partial_response_strategy query_offset"),
    rules: leaves("alert annotations expr for keep_firing_for labels record"),
  },
};
