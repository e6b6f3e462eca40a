/**
 * What guards the servers of cnpg's and Zalando's operators.
 *
 * @module
 */

import type { Guard } from "../_guards.ts";
import { object, OFF, secret } from "./_objects.ts";

const CNPG = "postgresql.cnpg.io/v1";
const ZALANDO = "acid.zalan.do/v1";

function cnpg(what: string, spec: object, at: Guard["at"], more: Partial<Guard> = {}): Guard {
  return {
    name: `cnpg: ${what}`,
    objects: [
      object(CNPG, "Cluster", "db", {
        spec: { imageName: "ghcr.io/cloudnative-pg/postgresql:16.3", instances: 1, ...spec },
      }),
      secret("joe", { username: "joe", password: "joe-password" }),
    ],
    at,
    ...more,
  };
}

function zalando(what: string, spec: object, at: Guard["at"], more: Partial<Guard> = {}): Guard {
  return {
    name: `zalando-postgres: ${what}`,
    objects: [
      object(ZALANDO, "postgresql", "acid-db", {
        spec: {
          teamId: "acid",
          volume: { size: "1Gi" },
          numberOfInstances: 1,
          postgresql: { version: "16" },
          users: { joe: [] },
          databases: { shop: "joe" },
          ...spec,
        },
      }),
    ],
    at,
    ...more,
  };
}

const REJECTS = ["host all joe all reject", "host all all all scram-sha-256"];

/** Lines with nothing in them, and words that could stand in no rule. */
const NO_RULE: readonly string[] = [
  ...["null", "an empty text", "a blank", "a line break", "a word", "None", "a long text"],
  ...["true", "a quoted true", "false", "a quoted false", "yes", "zero", "one"],
  ...[
    "less than nothing",
    "a fraction",
    "control characters",
    "two lines",
    "other scripts",
    "quotes",
  ],
];
const NO_RULES: readonly string[] = [
  ...["an empty list", "a list of nothing", "a list of an empty text", "a list of a word"],
];

/** Without ranges everybody may come in. */
const RANGES: Guard["off"] = Object.fromEntries(
  [["", "an empty list"], [".0", "gone"]].map(([below, how]) => [
    `spec.managed.services.additional.0.serviceTemplate.spec.loadBalancerSourceRanges${below}`,
    [how],
  ]),
);

/** By what they keep out. */
export const GUARDS: readonly Guard[] = [
  cnpg("a rule that rejects", { postgresql: { pg_hba: REJECTS } }, [
    "Cluster/db",
    ...["spec", "postgresql", "pg_hba"],
    0,
  ], { off: { "spec.postgresql.pg_hba.0": NO_RULE } }),
  cnpg("rules", { postgresql: { pg_hba: REJECTS } }, [
    "Cluster/db",
    ...["spec", "postgresql", "pg_hba"],
  ], { off: { "spec.postgresql.pg_hba": [...NO_RULE, ...NO_RULES] } }),
  cnpg("a role that may do little", {
    managed: {
      roles: [{
        name: "joe",
        login: true,
        superuser: false,
        createdb: false,
        connectionLimit: 3,
        validUntil: "2020-01-01T00:00:00Z",
        passwordSecret: { name: "joe" },
      }],
    },
  }, ["Cluster/db", "spec", "managed", "roles", 0, "validUntil"]),
  cnpg(
    "a role's limit",
    {
      managed: {
        roles: [{ name: "joe", login: true, connectionLimit: 0, passwordSecret: { name: "joe" } }],
      },
    },
    ["Cluster/db", "spec", "managed", "roles", 0, "connectionLimit"],
    {
      // -1 is no limit.
      off: { "spec.managed.roles.0.connectionLimit": ["less than nothing", "an empty text"] },
    },
  ),
  cnpg(
    "a role's password that is taken away",
    {
      managed: {
        roles: [{
          name: "joe",
          login: true,
          disablePassword: true,
          passwordSecret: { name: "joe" },
        }],
      },
    },
    ["Cluster/db", "spec", "managed", "roles", 0, "disablePassword"],
    {
      off: { "spec.managed.roles.0.disablePassword": OFF },
    },
  ),
  cnpg("the sources of a Service", {
    managed: {
      services: {
        additional: [{
          selectorType: "rw",
          serviceTemplate: {
            metadata: { name: "db-out" },
            spec: { type: "LoadBalancer", loadBalancerSourceRanges: ["10.0.0.0/8"] },
          },
        }],
      },
    },
  }, [
    "Cluster/db",
    ...["spec", "managed", "services", "additional"],
    0,
    ...["serviceTemplate", "spec", "loadBalancerSourceRanges"],
  ], { off: RANGES }),
  zalando("a rule that rejects", { patroni: { pg_hba: REJECTS } }, [
    "postgresql/acid-db",
    ...["spec", "patroni", "pg_hba"],
    0,
  ], { off: { "spec.patroni.pg_hba.0": NO_RULE } }),
  zalando("rules", { patroni: { pg_hba: REJECTS } }, [
    "postgresql/acid-db",
    ...["spec", "patroni", "pg_hba"],
  ], { off: { "spec.patroni.pg_hba": ["an empty text", "an empty list"] } }),
];
