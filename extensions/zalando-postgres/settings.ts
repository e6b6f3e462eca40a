/**
 * What a user may set.
 *
 * @module
 */

import { isMapping, type Settings, type SettingType } from "@dekube/engine/pacts";

function mappingOf(expected: string): SettingType<Record<string, unknown>> {
  return { expected, is: isMapping, schema: { type: "object" } };
}

/** Images for what the official one lacks, and what the operator is told elsewhere. */
export const SETTINGS = {
  images: {
    type: mappingOf("a mapping of clusters to images"),
    default: {},
    description:
      "Images by cluster, `<cluster>` or `<namespace>/<cluster>`, for what the official image lacks.",
  },
  options: {
    type: mappingOf("a mapping of the operator's options to their values"),
    default: {},
    description:
      "Options of the operator by their names, as in its ConfigMap: `secret_name_template` and others.",
  },
} satisfies Settings;
