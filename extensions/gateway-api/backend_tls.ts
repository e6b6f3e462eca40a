/**
 * BackendTLSPolicies: backends that are spoken to by TLS.
 *
 * @see https://gateway-api.sigs.k8s.io/api-types/backendtlspolicy/
 * @module
 */

import {
  type ConvertContext,
  isMapping,
  list,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  namespaceOf,
  secretValue,
  text,
} from "@dekube/engine/pacts";
import type { BackendAddress, CaRef, ObjectRef } from "@dekube/engine/pacts/ingress";
import { configMapValue } from "@dekube/engine/pacts/kubernetes";
import { GROUP } from "./group.ts";
import { byAge } from "./order.ts";

/** How a backend's certificate is checked, or why it can't be. */
export type BackendTls =
  | Pick<BackendAddress, "serverCaSecret" | "serverSni" | "serverCaIsPublic">
  | { problem: string };

/** The policies by the Services that they are for. */
export class BackendTlsPolicies {
  readonly #byService = new Map<string, { section: string; policy: Manifest }[]>();
  readonly #read = new Map<Manifest, BackendTls>();

  /** The policies of a conversion, the older first. */
  constructor(private readonly ctx: ConvertContext) {
    const policies = [...ctx.manifests.of(`${GROUP}/BackendTLSPolicy`)].sort(byAge);
    for (const policy of policies) {
      for (const [index, item] of targetsOf(policy).entries()) {
        const { group, kind, name, sectionName } = mapping(item);
        const about = ctx.report(policy, `spec.targetRefs[${index}]`);
        if (text(group) !== "" || text(kind) !== "Service") {
          about.warn(
            "unsupported-target",
            `a backend is a Service here, and not a ${text(kind)}, so the policy is not for it`,
          );
          continue;
        }
        const key = `${namespaceOf(policy)}/${text(name)}`;
        const section = text(sectionName);
        const known = this.#byService.get(key) ?? [];
        const older = known.find((one) => one.section === section);
        if (older) {
          about.warn(
            "policy-conflict",
            `the BackendTLSPolicy "${older.policy.metadata.name}" is for this backend already, so this one is not`,
          );
          continue;
        }
        this.#byService.set(key, [...known, { section, policy }]);
      }
    }
  }

  /** What there is to know of a Service's port; `undefined` where no policy is for it. */
  of({ namespace, name }: ObjectRef, portName: string): BackendTls | undefined {
    const known = this.#byService.get(`${namespace}/${name}`) ?? [];
    const { policy } = known.find(({ section }) => section !== "" && section === portName) ??
      known.find(({ section }) => section === "") ?? {};
    if (!policy) return undefined;
    let read = this.#read.get(policy);
    if (!read) this.#read.set(policy, read = this.#validation(policy));
    return read;
  }

  #validation(policy: Manifest): BackendTls {
    const { ctx } = this;
    const spec = mapping(policy.spec);
    const { caCertificateRefs, wellKnownCACertificates, hostname, subjectAltNames } = validationOf(
      spec,
    );
    for (const option of Object.keys(mapping(spec.options))) {
      ctx.report(policy, "spec.options").warn(
        "tls-option",
        `the option "${option}" is one Gateway controller's own, and left out`,
      );
    }
    const name = this.#nameOf(policy, text(hostname), mappings(subjectAltNames));
    if (name === undefined) return { problem: "no name of its subjectAltNames can be checked" };
    const refs = list(caCertificateRefs).map(mapping);
    if (refs.length === 0) {
      return text(wellKnownCACertificates) === "System"
        ? { serverSni: name, serverCaIsPublic: true }
        : { problem: "it names no CA" };
    }
    const found = refs.flatMap(({ group, kind, name }): CaRef[] => {
      if (text(group) !== "" || kind !== "ConfigMap" && kind !== "Secret") return [];
      const ref = { kind, namespace: namespaceOf(policy), name: text(name) } as const;
      return this.#holdsCa(ref) ? [ref] : [];
    });
    if (found.length === 0) {
      const { kind, name } = refs[0];
      return {
        problem: `there is no certificate under ca.crt in the ${text(kind)} "${
          text(name)
        }". Add it to the manifests`,
      };
    }
    if (refs.length > 1) {
      ctx.report(policy, "spec.validation.caCertificateRefs").warn(
        "one-ca",
        `a backend is checked against the CA of one object, which is "${found[0].name}"`,
      );
    }
    return { serverSni: name, serverCaSecret: found[0] };
  }

  /** The name that a certificate must bear: one of those that it may. */
  #nameOf(
    policy: Manifest,
    hostname: string,
    names: readonly Record<string, unknown>[],
  ): string | undefined {
    if (names.length === 0) return hostname;
    const hosts = names.filter(({ type }) => text(type) === "Hostname")
      .map(({ hostname }) => text(hostname));
    const name = hosts.includes(hostname) ? hostname : hosts.find((host) => !host.startsWith("*"));
    this.ctx.report(policy, "spec.validation.subjectAltNames").warn(
      "one-name",
      name === undefined
        ? "a certificate is checked for one host name here, and none of these is one"
        : `a certificate is checked for one name here, which is "${name}"${
          name === hostname ? "" : "; the backend is asked for by it, too"
        }`,
    );
    return name;
  }

  #holdsCa({ kind, namespace, name }: CaRef): boolean {
    const { configMaps, secrets } = this.ctx;
    const map = kind === "ConfigMap" ? configMaps.get(namespace, name) : undefined;
    const secret = kind === "Secret" ? secrets.get(namespace, name) : undefined;
    const content = map
      ? configMapValue(map, "ca.crt")
      : secret
      ? secretValue(secret, "ca.crt")
      : undefined;
    return typeof content === "string" && content.includes("-----BEGIN CERTIFICATE-----");
  }
}

/** What a policy is for; v1alpha2 had one of them. */
function targetsOf(policy: Manifest): unknown[] {
  const { targetRefs, targetRef } = mapping(policy.spec);
  return targetRef === undefined ? list(targetRefs) : [targetRef];
}

/** What a policy asks of a certificate; v1alpha2 had other names for it. */
function validationOf({ validation, tls }: Mapping): Mapping {
  const { caCertRefs, wellKnownCACerts, hostname } = mapping(tls);
  return isMapping(validation) ? validation : {
    caCertificateRefs: caCertRefs,
    wellKnownCACertificates: wellKnownCACerts,
    hostname,
  };
}
