/**
 * The pods of a Pooler, which do not run here: what guards them guards its Service.
 *
 * @see https://cloudnative-pg.io/documentation/current/connection_pooling/
 * @module
 */

import { type Manifest, mapping, text, textMap } from "@dekube/engine/pacts";
import { guardedBy, type Passage } from "@dekube/engine/pacts/ingress";
import { fieldsOf, linesOf, onlyWord } from "@dekube/engine/pacts/postgres";
import type { Cluster } from "./cluster.ts";
import { words } from "./read.ts";

/** Methods of pg_hba.conf that a password is not enough for. */
const CLOSING: ReadonlySet<string> = new Set(["reject", "cert"]);

/** The first field of a line that may be one: behind the kind of connection, the database and the user. */
const FIRST_METHOD = 3;

/** Values of `client_tls_sslmode` that have clients show a certificate. */
const CERTIFIED: ReadonlySet<string> = new Set(["verify-ca", "verify-full"]);

/** What connections to a Pooler's Service pass. */
export function passageThrough(pooler: Manifest, cluster: Cluster): Passage {
  const { template, pgbouncer } = mapping(pooler.spec);
  const { labels, annotations } = mapping(mapping(template).metadata);
  const guard = guardOf(mapping(pgbouncer), cluster);
  return {
    labels: {
      ...textMap(labels),
      "app.kubernetes.io/component": "pooler",
      "app.kubernetes.io/instance": cluster.name,
      "app.kubernetes.io/managed-by": "cloudnative-pg",
      "cnpg.io/cluster": cluster.name,
      "cnpg.io/podRole": "pooler",
      "cnpg.io/poolerName": pooler.metadata.name,
    },
    annotations: {
      ...textMap(annotations),
      ...guardedBy(
        guard && `spec.pgbouncer.${guard} of the Pooler "${pooler.metadata.name}"`,
      ),
    },
  };
}

/** The setting of PgBouncer that keeps somebody out. All who come past its rules are asked for a password. */
function guardOf(
  { pg_hba, parameters }: Record<string, unknown>,
  { image }: Cluster,
): string | undefined {
  const isClosing = linesOf(words(pg_hba), image.major).some((line) =>
    fieldsOf(line).slice(FIRST_METHOD).some((field) => CLOSING.has(onlyWord(field)?.text ?? ""))
  );
  if (isClosing) return "pg_hba";
  const mode = text(mapping(parameters).client_tls_sslmode).trim();
  return CERTIFIED.has(mode) ? "parameters.client_tls_sslmode" : undefined;
}
