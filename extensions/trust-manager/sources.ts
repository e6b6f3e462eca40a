/**
 * The certificates of a Bundle's sources.
 *
 * @module
 */

import {
  type ConfigMap,
  type ConvertContext,
  idOf,
  isMapping,
  type Manifest,
  type Reporter,
  type Secret,
  secretValue,
} from "@dekube/engine/pacts";
import {
  configMapKeys,
  configMapValue,
  decodeText,
  readLabelSelector,
  secretKeys,
} from "@dekube/engine/pacts/kubernetes";
import type { BundleRequest, Source } from "./bundle.ts";
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
  certificates({ manifest, sources }: BundleRequest): string[] {
    return sources.flatMap((source) => this.#read(source, this.#ctx.report(manifest, source.path)));
  }

  #read(source: Source, report: Reporter): string[] {
    switch (source.sort) {
      case "defaults":
        return this.#defaults(report);
      case "text":
        return certificatesIn(source.pem, "the text", report);
      case "objects":
        return source.kind === "Secret"
          ? this.#fromObjects(this.#secrets, source, report)
          : this.#fromObjects(this.#configMaps, source, report);
      case "unknown":
        report.warn(
          "unknown-source",
          "a source is a Secret, a ConfigMap, a text or the default authorities; this one is left out",
        );
        return [];
    }
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
    { name, selector, key }: Extract<Source, { sort: "objects" }>,
    report: Reporter,
  ): string[] {
    const { kind } = reading;
    const isSelected = name === "" && isMapping(selector);
    const found = isSelected
      ? reading.objects.selected(readLabelSelector(selector))
      : reading.objects.named(name);
    if (found.objects.length === 0) {
      report.warn(...missing(kind, isSelected ? "" : name, found));
      return [];
    }
    if (key === "") {
      report.warn(
        "no-key",
        `the ${kind} source names no key, so it is left out. Give it "key"; a Bundle may have "includeAllKeys: true"`,
      );
      return [];
    }
    return found.objects.flatMap((object) => {
      // A key without a wildcard is missed where it is not there.
      const keys = key.includes("*") ? reading.keys(object).filter(matches(key)) : [key];
      return keys.flatMap((key) => {
        const what = `"${key}" of the ${kind} "${object.metadata.name}"`;
        const content = reading.value(object, key);
        // Several Bundles may take the same objects, and each says what is wrong with them.
        const bytes = OBJECT + (content?.length ?? 0);
        this.#ctx.limits.generate(bytes, { object: idOf(object), path: key });
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

/** Bytes that a key of an object counts as, beside what it holds. */
const OBJECT = 256;

/** Whether keys are those of a pattern, in which `*` stands for any characters. */
function matches(pattern: string): (key: string) => boolean {
  const parts = pattern.split("*");
  const [first] = parts;
  const last = parts[parts.length - 1];
  return (key) => {
    if (!key.startsWith(first) || !key.endsWith(last)) return false;
    let at = first.length;
    for (const part of parts.slice(1, -1)) {
      const found = key.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at <= key.length - last.length;
  };
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
