/**
 * Resources for tests.
 *
 * @module
 */

import type { Conversion } from "../../mod.ts";
import type { Config, Manifest } from "@dekube/engine/pacts";
import { namesOf as namesIn, testConversion } from "@dekube/engine/testing";
import * as emptydir from "../emptydir/mod.ts";
import * as workload from "../workload/mod.ts";
import * as clickhouse from "./mod.ts";

export { said as codes } from "@dekube/engine/testing";

const VERSIONS: Readonly<Record<string, string>> = {
  ClickHouseInstallation: "clickhouse.altinity.com/v1",
  ClickHouseInstallationTemplate: "clickhouse.altinity.com/v1",
  ClickHouseKeeperInstallation: "clickhouse-keeper.altinity.com/v1",
  ClickHouseCluster: "clickhouse.com/v1alpha1",
  KeeperCluster: "clickhouse.com/v1alpha1",
};

/** A resource of the operators in the namespace `shop`. */
export function resource(
  kind: string,
  name: string,
  spec: unknown,
  metadata: object = {},
): Manifest {
  return {
    apiVersion: VERSIONS[kind],
    kind,
    metadata: { name, namespace: "shop", ...metadata },
    spec,
  };
}

/** An installation with users and the like. */
export function installation(configuration: object, more: object = {}): Manifest {
  return resource("ClickHouseInstallation", "db", { configuration, ...more });
}

/** Any other object in the namespace `shop`. */
export function object(kind: string, name: string, content: object, namespace = "shop"): Manifest {
  return { apiVersion: "v1", kind, metadata: { name, namespace }, ...content };
}

/** Converts manifests with this extension and those that it needs. */
export function convert(
  manifests: readonly Manifest[],
  options: { config?: Partial<Config>; previous?: Conversion } = {},
): Promise<Conversion> {
  const { config = {}, previous } = options;
  return testConversion([workload, emptydir, clickhouse], manifests, {
    config: { name: "shop", ...config },
    account: true,
    firstRun: true,
    ...previous ? { previous: previous.files } : {},
  });
}

/** The names by which a service is found, in the namespace itself. */
export const namesOf = (conversion: Conversion, service: string): string[] =>
  namesIn(conversion, service, "shop");

/** A file of a conversion as text, by the name of its ConfigMap and its own; the longest, where it lies in several folders. */
export function fileOf({ files }: Conversion, map: string, name: string): string {
  let found: string | undefined;
  for (const [path, { content }] of files.entries()) {
    const [, folder, file] = /^configmaps\/([^/]+)\/(.+)$/.exec(path) ?? [];
    if (folder?.replace(/(?:_[0-9a-f]{8})?(?:@[0-9a-f]+)?$/, "") !== map || file !== name) continue;
    const text = typeof content === "string" ? content : new TextDecoder().decode(content);
    if (found === undefined || text.length > found.length) found = text;
  }
  if (found === undefined) throw new Error(`there is no ${map}/${name}`);
  return found;
}

/** The users of the installation `db`, as the server reads them. */
export function usersOf(conversion: Conversion): string {
  return fileOf(conversion, "chi-db-common-usersd", "chop-generated-users.xml");
}

/** What an element holds that is called so, the first of these. */
export function inside(xml: string, ...names: string[]): string {
  return names.reduce((rest, name) => {
    const start = rest.indexOf(`<${name}>`);
    const end = rest.indexOf(`</${name}>`, start);
    return start < 0 ? "" : rest.slice(start + name.length + 2, end);
  }, xml);
}

/** The texts of all elements of a name. */
export function textsOf(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"))].map(([, text]) => text);
}
