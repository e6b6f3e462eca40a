/**
 * The certificates of a Bundle's sources (`spec.sources`).
 *
 * @module
 */

import {
  type ConfigMap,
  type ConvertContext,
  entries,
  isMapping,
  list,
  type Manifest,
  type Mapping,
  mapping,
  type Reporter,
  type Secret,
  secretValue,
  text,
} from "@dekube/engine/pacts";
import {
  configMapKeys,
  configMapValue,
  decodeText,
  readLabelSelector,
  secretKeys,
} from "@dekube/engine/pacts/kubernetes";
import { readPem } from "./certificates.ts";
import type { Found, Known, KnownObjects } from "./known_objects.ts";

/** How a sort of object is read. */
interface Reading<T extends Manifest> {
  kind: string;
  objects: KnownObjects<T>;
  keys(object: T): string[];
  value(object: T, key: string): string | undefined;
}

/** Reads sources of Bundles. */
export class Sources {
  readonly #ctx: ConvertContext;
  readonly #configMaps: Reading<ConfigMap>;
  readonly #secrets: Reading<Secret>;

  /** Reads from these ConfigMaps and Secrets. */
  constructor(known: Known, ctx: ConvertContext) {
    this.#ctx = ctx;
    this.#configMaps = {
      kind: "ConfigMap",
      objects: known.configMaps,
      keys: configMapKeys,
      value: (map, key) => {
        const content = configMapValue(map, key);
        return content instanceof Uint8Array ? decodeText(content) : content;
      },
    };
    this.#secrets = {
      kind: "Secret",
      objects: known.secrets,
      keys: secretKeys,
      value: secretValue,
    };
  }

  /** The certificates of a Bundle's sources, DER in base64, in the order of the sources. */
  certificates(bundle: Manifest): string[] {
    return list(mapping(bundle.spec).sources).flatMap((source, index) => {
      const report = this.#ctx.report(bundle, `spec.sources[${index}]`);
      return isMapping(source) ? this.#read(source, report) : notASource(report);
    });
  }

  #read(source: Mapping, report: Reporter): string[] {
    const certificates: string[] = [];
    let known = 0;
    for (const [field, value] of entries(source)) {
      if (field === "useDefaultCAs") {
        if (text(value) === "true") certificates.push(...this.#defaults(report));
      } else if (field === "inLine") {
        certificates.push(...certificatesIn(text(value), "the text", report));
      } else if (field === "secret") {
        certificates.push(...this.#fromObjects(this.#secrets, value, report));
      } else if (field === "configMap") {
        certificates.push(...this.#fromObjects(this.#configMaps, value, report));
      } else {
        continue;
      }
      known++;
    }
    return known === 0 ? notASource(report) : certificates;
  }

  #defaults(report: Reporter): string[] {
    const pem = this.#ctx.rootCertificates();
    if (pem.trim() === "") {
      report.warn(
        "no-default-cas",
        "the certificates of the public authorities were not handed in, so this source is left out. A script hands them to convert() as rootCertificates",
      );
      return [];
    }
    return certificatesIn(pem, "the list of public authorities", report);
  }

  #fromObjects<T extends Manifest>(
    reading: Reading<T>,
    value: unknown,
    report: Reporter,
  ): string[] {
    const reference = mapping(value);
    const { kind } = reading;
    const name = text(reference.name);
    const isSelected = name === "" && isMapping(reference.selector);
    const found = isSelected
      ? reading.objects.selected(readLabelSelector(reference.selector))
      : reading.objects.named(name);
    if (found.objects.length === 0) {
      report.warn(...missing(kind, isSelected ? "" : name, found));
      return [];
    }
    const key = text(reference.key);
    const allKeys = key === "" && text(reference.includeAllKeys) === "true";
    if (key === "" && !allKeys) {
      report.warn(
        "no-key",
        `the ${kind} source names no key, so it is left out. Give it "key", or "includeAllKeys: true"`,
      );
      return [];
    }
    return found.objects.flatMap((object) => {
      const keys = allKeys ? reading.keys(object) : [key];
      return keys.flatMap((key) => {
        const what = `"${key}" of the ${kind} "${object.metadata.name}"`;
        const content = reading.value(object, key);
        if (content === undefined) {
          report.warn(
            "missing-key",
            `${what} is missing, or is no text, so it is left out of the Bundle`,
          );
          return [];
        }
        return certificatesIn(content, what, report);
      });
    });
  }
}

function notASource(report: Reporter): string[] {
  report.warn(
    "unknown-source",
    "a source is one of secret, configMap, inLine and useDefaultCAs; this one is left out",
  );
  return [];
}

function missing(kind: string, name: string, { ambiguous }: Found<Manifest>): [string, string] {
  if (ambiguous) {
    return [
      "ambiguous-source",
      `the ${kind} "${name}" is in the namespaces ${
        ambiguous.join(", ")
      }, so it is left out of the Bundle. Keep the one that is meant in the namespace cert-manager`,
    ];
  }
  return [
    "missing-source",
    name === ""
      ? `no ${kind} has the labels that are asked for, so this source is left out of the Bundle`
      : `there is no ${kind} "${name}", so it is left out of the Bundle. Add it to the manifests, or a Certificate that makes it`,
  ];
}

/** What is no certificate has no place among what is trusted, a private key least of all. */
function certificatesIn(pem: string, what: string, report: Reporter): string[] {
  const { certificates, others } = readPem(pem);
  if (others.length > 0) {
    const labels = [...new Set(others)].map((label) =>
      label === "CERTIFICATE" ? "a broken CERTIFICATE" : label
    );
    report.warn(
      "no-certificate",
      `${what} holds something else than certificates (${
        labels.join(", ")
      }); that is left out of the Bundle`,
    );
  } else if (certificates.length === 0) {
    report.warn(
      "no-certificate",
      `${what} holds no certificate in PEM; it is left out of the Bundle`,
    );
  }
  return certificates;
}
