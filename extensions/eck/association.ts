/**
 * What one resource of the Elastic Stack knows of another that it refers to.
 *
 * @module
 */

import {
  append,
  type ControllerContext,
  type Manifest,
  type Mapping,
  mapping,
  objectBeside,
  type ObjectIndex,
  secretValue,
  text,
} from "@dekube/engine/pacts";
import { type Endpoint, issuedCertificate, issuerOf, urlOf } from "./http.ts";
import { ELASTICSEARCH } from "./kinds.ts";
import type { Resource } from "./resource.ts";
import { type FileUser, keptPassword } from "./users.ts";

/** How a program reaches another. */
export interface Connection {
  /** Its URL, or a variable with it. */
  url: string;
  /** Whom to sign in as; empty where nobody does. */
  username: string;
  /** The password. */
  password: string;
  /** An API key in the place of both, where the Secret has one. */
  apiKey: string;
  /** Variables of the container that these refer to. */
  env: Mapping[];
  /** The Secret with the `ca.crt` to trust; none without TLS, or where public authorities do. */
  authority?: string;
  /** The Secret with the certificate that the client shows; none where none is named. */
  clientCertificate?: string;
}

/** What a reference asks for. */
export interface Wish {
  /** The kind that is referred to, in the messages: `Elasticsearch`. */
  kind: string;
  /** Where the reference stands. */
  path: string;
  /** The Secret of the client's with the user's password, in its namespace; none where it needs no user. */
  userSecret?: string;
  /** Name of that user, and key of the Secret. */
  user?: string;
  /** The roles of that user. */
  roles?: readonly string[];
  /** The Secret with the authority to trust, in the client's namespace. */
  authoritySecret: string;
  /** What begins the names of the variables, where a Secret of the user's says all. */
  variables: string;
}

/** Where the certificate lies that a client shows Elasticsearch. */
export const CLIENT_CERTIFICATE = "/mnt/elastic-internal/es-client-certs";

/** All resources of a conversion. */
export class Stack {
  /** Where they are reached, by the object. */
  readonly endpoints = new Map<Manifest, Endpoint>();
  /** Users of each Elasticsearch. */
  readonly #users = new Map<Manifest, FileUser[]>();
  /** Types of Beats with users in each Elasticsearch. */
  readonly #beats = new Map<Manifest, Set<string>>();

  /** Of some objects. */
  constructor(readonly objects: ObjectIndex, readonly ctx: ControllerContext) {}

  /** Users of an Elasticsearch that others have asked for. */
  usersOf(elasticsearch: Manifest): readonly FileUser[] {
    return this.#users.get(elasticsearch) ?? [];
  }

  /** Types of Beats among them. */
  beatsOf(elasticsearch: Manifest): Iterable<string> {
    return this.#beats.get(elasticsearch) ?? [];
  }

  /** The object that a reference names, by its kind with its group; `undefined` where there is none, which is said. */
  target(client: Resource, ref: Mapping, kind: string, path: string): Manifest | undefined {
    const name = text(ref.name);
    const namespace = text(ref.namespace) || client.namespace;
    const found = this.objects.get(kind, namespace, name);
    if (found && this.endpoints.has(found)) return found;
    const short = kind.split("/")[1];
    this.ctx.report(client.manifest, path).warn(
      "missing-reference",
      found
        ? `the ${short} "${name}" is left out, so nothing is known of how to reach it. Mend what is said of it`
        : `there is no ${short} "${name}"${
          namespace === "" ? "" : ` in the namespace "${namespace}"`
        }, so it is not connected. Convert both together, or name a Secret with url, username and password in "${path}.secretName"`,
    );
    return undefined;
  }

  /** Connects a client with what a reference names; `made` takes the client's Secrets. */
  connect(
    client: Resource,
    reference: unknown,
    kind: string,
    wish: Wish,
    made: Manifest[],
  ): Connection | undefined {
    const ref = mapping(reference);
    const secretName = text(ref.secretName);
    if (secretName !== "") return this.#outside(client, secretName, wish);
    if (text(ref.name) === "") return undefined;
    const target = this.target(client, ref, kind, wish.path);
    if (!target) return undefined;
    const endpoint = this.endpoints.get(target)!;
    const isTrusted = endpoint.scheme === "https" && endpoint.hasAuthority;
    if (isTrusted) {
      endpoint.copies.push({ namespace: client.namespace, name: wish.authoritySecret });
    }
    const certificate = text(ref.clientCertificateSecretName) ||
      clientCertificate(client, endpoint, made);
    return {
      url: urlOf(endpoint, text(ref.serviceName)),
      ...this.#user(client, target, kind, wish, made),
      apiKey: "",
      env: [],
      ...(isTrusted ? { authority: wish.authoritySecret } : {}),
      ...(certificate === "" ? {} : { clientCertificate: certificate }),
    };
  }

  /** Has an Elasticsearch know a user. */
  addUser(elasticsearch: Manifest, user: FileUser, beat?: string): void {
    this.#users.set(elasticsearch, [...this.usersOf(elasticsearch), user]);
    if (beat !== undefined) {
      const beats = this.#beats.get(elasticsearch) ?? new Set();
      this.#beats.set(elasticsearch, beats.add(beat));
    }
  }

  #user(
    client: Resource,
    target: Manifest,
    kind: string,
    { userSecret, user, roles = [] }: Wish,
    made: Manifest[],
  ): Pick<Connection, "username" | "password"> {
    if (userSecret === undefined || user === undefined) return { username: "", password: "" };
    const elasticsearch = kind === ELASTICSEARCH ? target : this.#elasticsearchOf(target);
    if (!elasticsearch) return { username: "", password: "" };
    const { namespace, manifest } = client;
    const { password, secrets } = keptPassword(
      manifest,
      { namespace, name: userSecret, key: user },
      this.objects,
      this.ctx,
    );
    append(made, secrets);
    const beat = client.type === "beat" && kind === ELASTICSEARCH
      ? text(client.spec.type)
      : undefined;
    this.addUser(elasticsearch, { name: user, password, roles }, beat);
    return { username: user, password };
  }

  /** Users of Kibana are those of its Elasticsearch. */
  #elasticsearchOf(kibana: Manifest): Manifest | undefined {
    const ref = mapping(mapping(kibana.spec).elasticsearchRef);
    const { resource } = this.endpoints.get(kibana)!;
    return this.objects.get(
      ELASTICSEARCH,
      text(ref.namespace) || resource.namespace,
      text(ref.name),
    );
  }

  #outside(client: Resource, name: string, { kind, path, variables }: Wish): Connection {
    const secret = this.objects.get("Secret", client.namespace, name);
    if (!secret) {
      this.ctx.report(client.manifest, `${path}.secretName`).warn(
        "missing-secret",
        `there is no Secret "${name}", so nothing says how the ${kind} is reached. Add it to the manifests, with url, username and password`,
      );
    }
    const has = (key: string) => secret === undefined || secretValue(secret, key) !== undefined;
    const env: Mapping[] = [];
    const variable = (key: string, suffix: string) => {
      const valueFrom = { secretKeyRef: { name, key } };
      env.push({ name: `${variables}_${suffix}`, valueFrom });
      return `\${${variables}_${suffix}}`;
    };
    const isKey = secret !== undefined && has("api-key");
    return {
      url: variable("url", "URL"),
      username: isKey ? "" : variable("username", "USERNAME"),
      password: isKey ? "" : variable("password", "PASSWORD"),
      apiKey: isKey ? variable("api-key", "API_KEY") : "",
      env,
      ...(secret !== undefined && has("ca.crt") ? { authority: name } : {}),
    };
  }
}

/** The Secret of a certificate for a client of an Elasticsearch that asks for one; empty where none can be issued. */
function clientCertificate(client: Resource, endpoint: Endpoint, made: Manifest[]): string {
  const { resource, issuing } = endpoint;
  const { client: asked } = mapping(mapping(resource.spec.http).tls);
  const issues = issuing === "self" || issuing === "authority";
  if (mapping(asked).authentication !== true || !issues) return "";
  if (client.namespace !== resource.namespace) return "";
  const name = `${client.name}-${client.short}-es-client-cert`;
  made.push(issuedCertificate(client, name, {
    issuer: issuerOf(resource),
    spec: { commonName: client.name.slice(0, 64), usages: ["client auth"] },
  }));
  return name;
}

/** The volume with the certificate that a client shows, and its mount. */
export function clientCertificateMount(
  connection: Connection | undefined,
): { volumes: Mapping[]; volumeMounts: Mapping[] } {
  const secretName = connection?.clientCertificate;
  const name = "es-client-certs";
  return secretName === undefined ? { volumes: [], volumeMounts: [] } : {
    volumes: [{ name, secret: { secretName } }],
    volumeMounts: [{ name, mountPath: CLIENT_CERTIFICATE, readOnly: true }],
  };
}

/** How the operator calls a user of a client: its namespace before its Secret. */
export function userName({ namespace }: Resource, secret: string): string {
  return `${namespace || "default"}-${secret}`;
}

/** A Secret beside a resource. */
export function secretBeside(
  { manifest, labels }: Resource,
  name: string,
  stringData: Record<string, string>,
): Manifest {
  return objectBeside(manifest, "Secret", name, { stringData }, { labels });
}

/** The volume with the authority of a connection, and its mount. */
export function authorityMount(
  connection: Connection | undefined,
  name: string,
  mountPath: string,
): { volumes: Mapping[]; volumeMounts: Mapping[] } {
  const secretName = connection?.authority;
  return secretName === undefined ? { volumes: [], volumeMounts: [] } : {
    volumes: [{
      name,
      secret: { secretName, items: [{ key: "ca.crt", path: "ca.crt" }] },
    }],
    volumeMounts: [{ name, mountPath, readOnly: true }],
  };
}
