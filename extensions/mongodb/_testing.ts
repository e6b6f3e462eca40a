/**
 * Resources for tests.
 *
 * @module
 */

import type { Conversion } from "../../mod.ts";
import type { Config, Manifest } from "@dekube/engine/pacts";
import { fileOf, namesOf as namesIn, testConversion } from "@dekube/engine/testing";
import * as certManager from "../cert-manager/mod.ts";
import * as emptydir from "../emptydir/mod.ts";
import * as workload from "../workload/mod.ts";
import * as mongodb from "./mod.ts";
import type { Plan } from "./setup.ts";

export { fileOf, said as codes } from "@dekube/engine/testing";

/** A MongoDBCommunity in the namespace `shop`. */
export function community(spec: unknown, name = "db"): Manifest {
  return {
    apiVersion: "mongodbcommunity.mongodb.com/v1",
    kind: "MongoDBCommunity",
    metadata: { name, namespace: "shop" },
    spec,
  };
}

/** A resource of Percona's operator in the namespace `shop`. */
export function percona(spec: unknown, kind = "PerconaServerMongoDB", name = "db"): Manifest {
  return {
    apiVersion: "psmdb.percona.com/v1",
    kind,
    metadata: { name, namespace: "shop" },
    spec,
  };
}

/** Any other object in the namespace `shop`. */
export function object(kind: string, name: string, content: object, namespace = "shop"): Manifest {
  return { apiVersion: "v1", kind, metadata: { name, namespace }, ...content };
}

/** A pod that has all keys of a Secret in its environment. */
export function reader(secret: string, namespace = "shop"): Manifest {
  return object("Pod", "reader", {
    spec: {
      containers: [{ name: "c", image: "c", envFrom: [{ secretRef: { name: secret } }] }],
    },
  }, namespace);
}

/** Converts manifests with this extension and those that it needs. */
export function convert(
  manifests: readonly Manifest[],
  options: { config?: Partial<Config>; previous?: Conversion } = {},
): Promise<Conversion> {
  const { config = {}, previous } = options;
  return testConversion([workload, emptydir, certManager, mongodb], manifests, {
    config,
    account: true,
    firstRun: true,
    ...previous ? { previous: previous.files } : {},
  });
}

/** What is in a Secret, as a pod finds it in its environment. */
export async function secretOf(
  manifests: readonly Manifest[],
  name: string,
  namespace?: string,
): Promise<Record<string, string>> {
  const { project } = await convert([...manifests, reader(name, namespace)]);
  const environment = (project.services.reader.environment ?? {}) as Record<string, string>;
  // Compose doubles a dollar.
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, value.replaceAll("$$", "$")]),
  );
}

/** The names by which a service is found, in the namespace itself. */
export const namesOf = (conversion: Conversion, service: string): string[] =>
  namesIn(conversion, service, "shop");

/** What the script of a server is to do. */
export function planOf(conversion: Conversion, service: string): Plan {
  const script = fileOf(conversion, `configmaps/${service}_start/setup.js`);
  return new Function(`${script.slice(0, script.indexOf("\nvar isOld"))}\nreturn plan;`)() as Plan;
}
