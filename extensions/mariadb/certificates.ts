/**
 * A server's certificates: those that the MariaDB names, and those that the operator would issue, by cert-manager.
 *
 * @module
 */

import {
  certificateKeys,
  type ControllerContext,
  isMapping,
  type Manifest,
  type Mapping,
  mapping,
  objectBeside,
  publicCopies,
  secretValue,
  text,
  texts,
} from "@dekube/engine/pacts";
import type { Secrets } from "./secrets.ts";
import { type Server, serviceNames } from "./server.ts";

/** Where certificates are in containers. */
export const CERTIFICATES = "/etc/pki";

/** Secrets with certificates. */
export interface Tls {
  /** Has the `ca.crt` that clients trust the server by. */
  authority: string;
  /** Has the `ca.crt` that clients' certificates are held against. */
  clientAuthority: string;
  /** Has the server's `tls.crt` and `tls.key`. */
  server: string;
  /** Has those of a client. */
  client: string;
}

/** Certificates, and what is made for them. */
export interface Certificates {
  /** The Secrets; nothing without TLS. */
  tls?: Tls;
  /** Objects that fill them. */
  made: Manifest[];
}

/** Ten years: nothing renews a certificate between two conversions. */
const DURATION = "87600h";
const KEY = { algorithm: "ECDSA", size: 256 };

/** A certificate of one of both sides. */
interface Side {
  side: "server" | "client";
  /** The Secret with its authority. */
  authority: string;
  /** Whether the MariaDB names that. */
  namesAuthority: boolean;
  /** The Secret with the certificate. */
  secret: string;
  /** Whether it is there, or somebody else's to fill. */
  isGiven: boolean;
  /** The issuer that the MariaDB names. */
  issuer?: Mapping;
}

/**
 * The certificates of a server; nothing where it must not run without, which is said. `names` are further ones by which
 * clients reach it.
 */
export function certificatesOf(
  server: Server,
  names: readonly string[],
  copies: readonly string[],
  secrets: Secrets,
  ctx: ControllerContext,
): Certificates | undefined {
  if (server.isTlsUnclear) {
    ctx.report(server.cr, "spec.tls").error(
      "unclear-tls",
      "enabled and required are to be true or false, and something else is there, so the server is left out. Correct it",
    );
    return undefined;
  }
  if (!server.wantsTls) return { made: [] };
  const sides = [sideOf(server, "server", secrets), sideOf(server, "client", secrets)];
  if (sides.some(({ isGiven }) => !isGiven) && !issues(ctx)) return without(server, ctx);
  const { cr, name, namespace } = server;
  const [own, client] = sides;
  const bundle = `${name}-ca-bundle`;
  const known = knownAuthorities(namespace, sides, secrets);
  const wanted = [bundle, ...copies].filter((copy) => !secrets.get(namespace, copy));
  const made = [...authorities(server, sides, secrets)];
  if (!own.isGiven) {
    made.push(certificate(
      server,
      own,
      {
        dnsNames: namesOf(server, names),
        ...commonName(serviceNames(server, name)[0]),
        usages: ["digital signature", "key encipherment", "server auth"],
      },
      known || wanted.length === 0
        ? {}
        : publicCopies(wanted.map((copy) => ({ namespace, name: copy }))),
    ));
  }
  if (!client.isGiven) {
    made.push(certificate(server, client, {
      ...commonName(`${name}-client`),
      usages: ["digital signature", "key encipherment", "client auth"],
    }));
  }
  if (known) {
    for (const copy of wanted) {
      made.push(objectBeside(cr, "Secret", copy, { stringData: { "ca.crt": known } }));
    }
  }
  const isOne = own.authority === client.authority || known !== undefined;
  const hasBundle = known !== undefined || !own.isGiven || secrets.get(namespace, bundle);
  const authority = hasBundle ? bundle : own.authority;
  return {
    tls: {
      authority,
      clientAuthority: isOne ? authority : client.authority,
      server: own.secret,
      client: client.secret,
    },
    made,
  };
}

function sideOf(server: Server, side: Side["side"], secrets: Secrets): Side {
  const { name, namespace } = server;
  const tls = mapping(server.spec.tls);
  const authority = text(mapping(tls[`${side}CASecretRef`]).name);
  const named = text(mapping(tls[`${side}CertSecretRef`]).name);
  const issuer = tls[`${side}CertIssuerRef`];
  const secret = named || `${name}-${side}-cert`;
  return {
    side,
    authority: authority || (isMapping(issuer) ? secret : `${name}-ca`),
    namesAuthority: authority !== "",
    secret,
    isGiven: named !== "" || secrets.get(namespace, secret) !== undefined,
    ...(isMapping(issuer) && named === "" ? { issuer } : {}),
  };
}

function issues({ config }: ControllerContext): boolean {
  return mapping(config.extensions["cert-manager"]).enabled !== false;
}

function without(server: Server, ctx: ControllerContext): Certificates | undefined {
  const why = "nothing issues its certificate, since cert-manager is off";
  const remedy =
    'Take "enabled: false" out of extensions.cert-manager in dekube.yaml, or name Secrets with certificates in tls.serverCertSecretRef and tls.clientCertSecretRef';
  const report = ctx.report(server.cr, "spec.tls");
  if (server.requiresTls) {
    report.error(
      "no-required-tls",
      `all connections are to be encrypted, and ${why}, so the server is left out. ${remedy}`,
    );
    return undefined;
  }
  report.warn(
    "no-certificate",
    `${why}, so connections are not encrypted, and clients that ask for TLS are turned away. ${remedy}`,
  );
  return { made: [] };
}

/** All authorities as one text, where they are there already; nothing where one is still to be made. */
function knownAuthorities(
  namespace: string,
  sides: readonly Side[],
  secrets: Secrets,
): string | undefined {
  const texts = sides.map(({ authority }) => {
    const secret = secrets.get(namespace, authority);
    return secret && secretValue(secret, "ca.crt")?.trim();
  });
  return texts.every((found) => found) ? `${[...new Set(texts)].join("\n")}\n` : undefined;
}

/** The Issuers that sign what is not given, and the authority where there is none. */
function* authorities(
  server: Server,
  sides: readonly Side[],
  secrets: Secrets,
): Iterable<Manifest> {
  const { cr, name, namespace } = server;
  const signing = sides.filter(({ isGiven, issuer }) => !isGiven && !issuer);
  const own = `${name}-ca`;
  const known = new Set<string>();
  for (const { side, authority } of signing) {
    if (known.has(authority)) continue;
    known.add(authority);
    const secret = secrets.get(namespace, authority);
    let signer = authority;
    if (
      authority === own && !secret &&
      !sides.some((one) => one.namesAuthority && one.authority === own)
    ) {
      const selfSigned = `${name}-mariadb-self-signed`;
      yield object(cr, "Issuer", selfSigned, { selfSigned: {} });
      yield object(cr, "Certificate", own, {
        secretName: own,
        isCA: true,
        ...commonName(own),
        duration: DURATION,
        privateKey: KEY,
        issuerRef: { name: selfSigned, kind: "Issuer" },
      }, certificateKeys({ "ca.key": "tls.key" }));
    } else if (secret && secretValue(secret, "tls.key") === undefined) {
      // The operator's authorities have other keys than cert-manager's. No Kubernetes object has an underscore in its name.
      signer = `${name}_${side}_ca`;
      const root = secretValue(secret, "ca.crt") ?? "";
      yield objectBeside(cr, "Secret", signer, {
        stringData: {
          "tls.crt": root,
          "tls.key": secretValue(secret, "ca.key") ?? "",
          "ca.crt": root,
        },
      });
    }
    yield object(cr, "Issuer", issuerOf(server, authority), { ca: { secretName: signer } });
  }
}

function issuerOf({ name }: Server, authority: string): string {
  return authority === `${name}-ca` ? `${name}-mariadb-ca` : `${name}-mariadb-${authority}`;
}

function certificate(
  server: Server,
  { secret, authority, issuer }: Side,
  spec: Mapping,
  annotations: Record<string, string> = {},
): Manifest {
  return object(server.cr, "Certificate", secret, {
    secretName: secret,
    duration: DURATION,
    privateKey: KEY,
    ...spec,
    issuerRef: issuer ?? { name: issuerOf(server, authority), kind: "Issuer" },
  }, annotations);
}

/** A longer one fits no certificate. */
function commonName(name: string): Mapping {
  return name.length <= 64 ? { commonName: name } : {};
}

function namesOf(server: Server, more: readonly string[]): string[] {
  const { name, spec } = server;
  const all = [
    ...serviceNames(server, name),
    ...serviceNames(server, `${name}-internal`).map((host) => `*.${host}`),
    ...serviceNames(server, `${name}-primary`),
    ...serviceNames(server, `${name}-secondary`),
    ...more,
    ...texts(mapping(spec.tls).serverCertAdditionalNames),
    "localhost",
  ];
  return [...new Set(all.filter((host) => host !== "" && !/^[\d.]+$|:/.test(host)))];
}

function object(
  cr: Manifest,
  kind: string,
  name: string,
  spec: Mapping,
  annotations: Record<string, string> = {},
): Manifest {
  return objectBeside(cr, kind, name, { spec }, {
    apiVersion: "cert-manager.io/v1",
    annotations,
  });
}

/** The files of a server. */
export function serverFiles({ clientAuthority, server, client }: Tls): Mapping[] {
  return [
    source(clientAuthority, [["ca.crt", "ca.crt"]]),
    source(server, [["tls.crt", "server.crt"], ["tls.key", "server.key"]]),
    source(client, [["tls.crt", "client.crt"], ["tls.key", "client.key"]]),
  ];
}

/** The files of who connects to it. */
export function clientFiles({ authority, client }: Tls): Mapping[] {
  return [
    source(authority, [["ca.crt", "ca.crt"]]),
    source(client, [["tls.crt", "client.crt"], ["tls.key", "client.key"]]),
  ];
}

/** Files of one Secret. */
export function source(
  name: string,
  files: readonly (readonly [key: string, path: string])[],
): Mapping {
  return { secret: { name, items: files.map(([key, path]) => ({ key, path })) } };
}
