/**
 * Whether dekube.yaml is for the program that reads it.
 *
 * @module
 */

import { nearest } from "../../../pacts/nearest.ts";
import type { Config, Diagnostics } from "../../../pacts/mod.ts";

/** A distribution, by what it is called. */
export interface DistributionName {
  name: string;
  version: string;
}

/** Warns where dekube.yaml is for another distribution, or another version of it. */
export function checkDistribution(
  config: Config,
  { name, version }: DistributionName,
  diagnostics: Diagnostics,
): void {
  const { distribution = "", distributionVersion = "" } = config;
  const isOther = distribution !== "" && distribution !== name;
  const isOtherVersion = distributionVersion !== "" && distributionVersion !== version;
  if (!isOther && !isOtherVersion) return;
  // Of a version that nobody asked for there is nothing to say.
  const named = distributionVersion === "" ? name : `${name} ${version}`;
  const odd = [
    ...isOther ? ['"distribution"'] : [],
    ...isOtherVersion ? ['"distribution_version"'] : [],
  ];
  diagnostics.warn(
    "other-distribution",
    `dekube.yaml is for ${distribution || name}${
      distributionVersion && ` ${distributionVersion}`
    }, but this is ${named}${isOther ? nearest(distribution, [name]) : ""}. Use that one, or take ${
      odd.join(" and ")
    } out`,
  );
}
