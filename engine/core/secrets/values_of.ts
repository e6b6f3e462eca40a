/**
 * The values of Secrets.
 *
 * @module
 */

import { type Secret, type SecretValue, secretValue } from "../../../pacts/mod.ts";
import { secretKeys } from "../../../pacts/kubernetes/mod.ts";

/** What Helm keeps of a release holds all of its manifests. */
const RELEASE = "helm.sh/release.v1";

/** What programs can be told of Secrets: values that are texts, but for what Helm keeps for itself. */
export function valuesOf(secrets: Iterable<Secret>): SecretValue[] {
  return [...secrets].filter(({ type }) => type !== RELEASE).flatMap((secret) =>
    secretKeys(secret).flatMap((key) => {
      const value = secretValue(secret, key);
      if (!value || value.includes("\0")) return [];
      const { namespace = "", name } = secret.metadata;
      return [{ namespace: namespace ?? "", secret: name, key, value }];
    })
  );
}
