/**
 * Finds the server that a resource refers to.
 *
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  mapping,
  namespaceOf,
  type ObjectIndex,
  text,
} from "@dekube/engine/pacts";
import { kindsOf } from "./kinds.ts";
import type { Server } from "./server.ts";

/** Servers by their names. */
export class ServerIndex {
  readonly #servers: ReadonlyMap<string, Server>;
  readonly #outside: ReadonlyMap<string, Manifest>;

  /** An index of servers, and of those that are elsewhere. */
  constructor(servers: readonly Server[], objects: ObjectIndex) {
    this.#servers = new Map(
      servers.map((server) => [keyOf(server.namespace, server.name), server]),
    );
    this.#outside = new Map(
      objects.of(...kindsOf("ExternalMariaDB")).map((cr) => [
        keyOf(namespaceOf(cr), cr.metadata.name),
        cr,
      ]),
    );
  }

  /** The one of that name. */
  get(namespace: string, name: string): Server | undefined {
    return this.#servers.get(keyOf(namespace, name));
  }

  /** The ExternalMariaDB that a resource refers to. */
  outside(cr: Manifest): Manifest | undefined {
    const { name, namespace, kind } = mapping(mapping(cr.spec).mariaDbRef);
    if (text(kind) !== "ExternalMariaDB") return undefined;
    return this.#outside.get(keyOf(text(namespace) || namespaceOf(cr), text(name)));
  }

  /** The server that `spec.mariaDbRef` names; that there is none here is said. */
  of(cr: Manifest, { report }: Pick<ControllerContext, "report">): Server | undefined {
    const { name, namespace, kind } = mapping(mapping(cr.spec).mariaDbRef);
    const own = text(namespace) || namespaceOf(cr);
    if (text(kind) === "ExternalMariaDB") {
      report(cr, "spec.mariaDbRef").warn(
        "outside-server",
        `the ExternalMariaDB "${
          text(name)
        }" is a server elsewhere, in which nothing is changed from here. Do it there, where the cluster's operator has not done so`,
      );
      return undefined;
    }
    const server = this.get(own, text(name));
    if (!server) {
      report(cr, "spec.mariaDbRef").warn(
        "missing-server",
        `there is no MariaDB "${text(name)}"${
          own === "" ? "" : ` in ${own}`
        }, so nothing is made of it. Add the MariaDB to the manifests, or correct the name`,
      );
    }
    return server;
  }
}

/** No name holds what JSON puts between. */
function keyOf(namespace: string, name: string): string {
  return JSON.stringify([namespace, name]);
}
