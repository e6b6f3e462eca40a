/**
 * Issuers and ClusterIssuers, and where those of the sort `ca` have their authority.
 *
 * @module
 */

import {
  type ConvertContext,
  entries,
  isMapping,
  list,
  type Manifest,
  type Mapping,
  mapping,
  namespaceOf,
  ownValue,
  text,
} from "@dekube/engine/pacts";
import { clusterNamespace } from "./cluster_namespace.ts";
import type { CertificateRequest } from "./request.ts";

/** cert-manager's `Issuer`. */
export const ISSUER = "cert-manager.io/Issuer";
/** cert-manager's `ClusterIssuer`, which belongs to no namespace. */
export const CLUSTER_ISSUER = "cert-manager.io/ClusterIssuer";

/** A Secret by namespace and name. */
export interface SecretRef {
  /** Its namespace. */
  namespace: string;
  /** Its name. */
  name: string;
}

/** Who signs: the certificate itself, or the authority in a Secret. */
export type Signer = { sort: "self" } | { sort: "ca"; secret: SecretRef };

/** Why nobody does. */
export interface NoSigner {
  /** Neither of the others. */
  sort: "none";
  /** Code of the diagnostic. */
  code: string;
  /** Its message. */
  message: string;
  /** Whether the issuer is there, but can't sign here: the Secret may then come with the manifests. */
  isElsewhere: boolean;
}

/** What is known of an issuer's other sorts, for people. */
const SORTS: Record<string, string> = {
  acme: "ACME",
  vault: "Vault",
  venafi: "Venafi",
};

/** Fields of an issuer with addresses of services that know which certificates were revoked. */
const ADDRESS_FIELDS = ["crlDistributionPoints", "ocspServers", "issuingCertificateURLs"];

/** Finds who signs a request. */
export class Issuers {
  readonly #ctx: ConvertContext;
  readonly #secrets = new Map<string, Set<string>>();
  /** Where ClusterIssuers have their Secrets. */
  readonly #clusterNamespace: string;

  /** Knows the Secrets that are there, and those that the requests fill. */
  constructor(ctx: ConvertContext, requests: readonly CertificateRequest[]) {
    this.#ctx = ctx;
    this.#clusterNamespace = clusterNamespace(ctx);
    for (const secret of ctx.secrets.values()) {
      this.#addSecret(namespaceOf(secret), secret.metadata.name);
    }
    for (const { namespace, secretName } of requests) this.#addSecret(namespace, secretName);
  }

  #addSecret(namespace: string, name: string): void {
    const namespaces = this.#secrets.get(name);
    if (namespaces) namespaces.add(namespace);
    else this.#secrets.set(name, new Set([namespace]));
  }

  /** Who signs a request. */
  signerOf({ issuer, namespace }: CertificateRequest): Signer | NoSigner {
    const { group, kind, name } = issuer;
    if (group !== "cert-manager.io" || (kind !== "Issuer" && kind !== "ClusterIssuer")) {
      return elsewhere(`the issuer ${kind} "${name}" belongs to ${JSON.stringify(group)}`);
    }
    const found = kind === "Issuer"
      ? this.#ctx.manifests.get(ISSUER, namespace, name)
      : this.#ctx.manifests.get(CLUSTER_ISSUER, "", name);
    if (!found) {
      return {
        sort: "none",
        code: "missing-issuer",
        message: `there is no ${kind} "${name}"${
          kind === "Issuer" && namespace !== "" ? ` in the namespace "${namespace}"` : ""
        }, so the Certificate is not issued. Add it to the manifests, with a spec of selfSigned or ca`,
        isElsewhere: true,
      };
    }
    const spec = mapping(found.spec);
    this.#reportAddresses(found, spec);
    // `selfSigned: {}` is what it should say; Helm makes null of an empty block.
    if (Object.hasOwn(spec, "selfSigned") && !isMapping(spec.ca)) return { sort: "self" };
    if (isMapping(spec.ca)) return this.#authorityOf(found, text(spec.ca.secretName));
    const [sort] = entries(spec).map(([sort]) => sort);
    return elsewhere(
      sort === undefined
        ? `the ${kind} "${name}" does not say how it issues`
        : `the ${kind} "${name}" issues by ${ownValue(SORTS, sort) ?? JSON.stringify(sort)}`,
    );
  }

  #reportAddresses(issuer: Manifest, spec: Mapping): void {
    for (const sort of ["selfSigned", "ca"]) {
      const settings = mapping(spec[sort]);
      for (const field of ADDRESS_FIELDS.filter((field) => list(settings[field]).length > 0)) {
        this.#ctx.report(issuer, `spec.${sort}.${field}`).info(
          "no-revocation-service",
          `${field} is not put into the certificates, since nothing answers there without the cluster`,
        );
      }
    }
  }

  #authorityOf(issuer: Manifest, name: string): Signer | NoSigner {
    const { kind, metadata } = issuer;
    const known = this.#secrets.get(name) ?? new Set();
    const home = kind === "ClusterIssuer" ? this.#clusterNamespace : namespaceOf(issuer);
    const namespaces = [...known].sort();
    // An issuer of unknown namespace may have its Secret anywhere.
    const candidates = known.has(home)
      ? [home]
      : known.has("")
      ? [""]
      : home === ""
      ? namespaces
      : [];
    if (candidates.length === 1) return { sort: "ca", secret: { namespace: candidates[0], name } };
    if (candidates.length > 1) {
      return {
        sort: "none",
        code: "ambiguous-ca-secret",
        message:
          `the ${kind} "${metadata.name}" signs with the Secret "${name}", which is in the namespaces ${
            namespaces.join(", ")
          }, so the Certificate is not issued. Give the ${kind} the namespace of the one that is meant`,
        isElsewhere: false,
      };
    }
    return {
      sort: "none",
      code: "missing-ca-secret",
      message: `the ${kind} "${metadata.name}" signs with the Secret ${JSON.stringify(name)}, ${
        kind === "ClusterIssuer" && namespaces.length > 0
          ? `which is not in the namespace "${home}", where cert-manager looks for it, but in ${
            namespaces.map((namespace) => JSON.stringify(namespace)).join(", ")
          }, so the Certificate is not issued. Put it there, or say extensions.cert-manager.cluster_resource_namespace in dekube.yaml if cert-manager looks elsewhere`
          : "which is missing, so the Certificate is not issued. Add the Secret to the manifests, or a Certificate with isCA that makes it"
      }`,
      isElsewhere: false,
    };
  }
}

function elsewhere(reason: string): NoSigner {
  return {
    sort: "none",
    code: "unsupported-issuer",
    message:
      `${reason}, which can't be done here, so the Certificate is not issued. The reverse proxy serves hosts that want it with certificates of its own authority, which browsers warn of, or with public ones where "https: public" in dekube.yaml asks for them; for a Secret that a pod mounts, name an issuer of the sort ca or selfSigned, or add the Secret to the manifests`,
    isElsewhere: true,
  };
}
