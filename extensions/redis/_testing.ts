/**
 * Resources for tests: converted, and run with a real Redis.
 *
 * @module
 */

import type { Conversion } from "../../mod.ts";
import type { Config, Manifest } from "@dekube/engine/pacts";
import { namesOf as namesIn, testConversion } from "@dekube/engine/testing";
import * as emptydir from "../emptydir/mod.ts";
import * as workload from "../workload/mod.ts";
import * as redis from "./mod.ts";

export { fileOf, said as codes } from "@dekube/engine/testing";

/** A resource of OT-Container-Kit's operator in the namespace `shop`. */
export function opstree(kind: string, name: string, spec: unknown, version = "v1beta2"): Manifest {
  return {
    apiVersion: `redis.redis.opstreelabs.in/${version}`,
    kind,
    metadata: { name, namespace: "shop" },
    spec,
  };
}

/** A RedisFailover in the namespace `shop`. */
export function failover(name: string, spec: unknown, metadata: object = {}): Manifest {
  return {
    apiVersion: "databases.spotahome.com/v1",
    kind: "RedisFailover",
    metadata: { name, namespace: "shop", ...metadata },
    spec,
  };
}

/** Any other object in the namespace `shop`. */
export function object(kind: string, name: string, content: object): Manifest {
  return { apiVersion: "v1", kind, metadata: { name, namespace: "shop" }, ...content };
}

/** A password that a shell and a config file would read otherwise. */
export const HOSTILE = `p"a\\s's $(id) \`id\` #`;

/** The Secret `auth` with that password. */
export const AUTH: Manifest = object("Secret", "auth", { stringData: { password: HOSTILE } });

/** Converts manifests with this extension and those that it needs. */
export function convert(
  manifests: readonly Manifest[],
  config: Partial<Config> = {},
): Promise<Conversion> {
  return testConversion([workload, emptydir, redis], manifests, {
    config,
    account: true,
    firstRun: true,
  });
}

/** The names by which a service is found, in the namespace itself. */
export const namesOf = (conversion: Conversion, service: string): string[] =>
  namesIn(conversion, service, "shop");
