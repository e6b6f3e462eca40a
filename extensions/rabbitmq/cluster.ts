/**
 * A RabbitmqCluster as it is read.
 *
 * @module
 */

import {
  type Manifest,
  type Mapping,
  mapping,
  mayBeOn,
  namespaceOf,
  text,
  texts,
} from "@dekube/engine/pacts";

/** A broker. */
export interface Cluster {
  /** The RabbitmqCluster. */
  cr: Manifest;
  /** Its `spec`. */
  spec: Mapping;
  /** Its name. */
  name: string;
  /** Its namespace; empty where it is unknown. */
  namespace: string;
  /** Plugins beside those that each broker has. */
  plugins: readonly string[];
  /** The name that clients know it by. */
  host: string;
  /** Certificates, where it has some. */
  tls?: Tls;
  /** Settings that the user adds to the config, by their keys. */
  settings: ReadonlyMap<string, string>;
}

/** Whose certificates a broker has. */
export interface Tls {
  /** The Secret with the certificate. */
  secret: string;
  /** The Secret with the authority that clients' certificates are held against; empty where there is none. */
  authority: string;
  /** Whether nobody may connect without TLS. */
  isOnly: boolean;
}

/** Reads a RabbitmqCluster. */
export function readCluster(cr: Manifest): Cluster {
  const spec = mapping(cr.spec);
  const { name } = cr.metadata;
  const namespace = namespaceOf(cr);
  const { secretName, caSecretName, disableNonTLSListeners } = mapping(spec.tls);
  const rabbitmq = mapping(spec.rabbitmq);
  return {
    cr,
    spec,
    name,
    namespace,
    // A plugin is a word of a file that Erlang reads.
    plugins: texts(rabbitmq.additionalPlugins).filter((plugin) => /^\w+$/.test(plugin)),
    host: namespace === "" ? name : `${name}.${namespace}.svc`,
    ...(text(secretName) === "" ? {} : {
      tls: {
        secret: text(secretName),
        authority: text(caSecretName),
        isOnly: mayBeOn(disableNonTLSListeners),
      },
    }),
    settings: settingsOf(text(rabbitmq.additionalConfig)),
  };
}

/** What lines of a config set, the last of a key. */
export function settingsOf(config: string): Map<string, string> {
  const settings = new Map<string, string>();
  for (const line of config.split("\n")) {
    const [said] = line.split("#", 1);
    const sign = said.indexOf("=");
    const key = said.slice(0, Math.max(sign, 0)).trim();
    if (/^[^;\s]+$/.test(key)) settings.set(key, said.slice(sign + 1).trim());
  }
  return settings;
}

/** The labels by which the Services know the pod. */
export function selectorOf({ name }: Pick<Cluster, "name">): Record<string, string> {
  return { "app.kubernetes.io/name": name };
}

/** The labels of the pod. */
export function labelsOf({ name }: Pick<Cluster, "name">): Record<string, string> {
  return {
    "app.kubernetes.io/name": name,
    "app.kubernetes.io/component": "rabbitmq",
    "app.kubernetes.io/part-of": "rabbitmq",
  };
}
