/**
 * Says what of a Tenant has no counterpart on one host.
 *
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  mapping,
  mappings,
  namespaceOf,
  text,
  texts,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
import { hasSftp } from "./services.ts";
import type { Tenant } from "./tenant.ts";

/** Says it. */
export function sayLeftOut(tenant: Tenant, ctx: ControllerContext): void {
  const { manifest, spec, pool, pools } = tenant;
  const report = (path: string) => ctx.report(manifest, path);
  const servers = wholeNumber(pool.spec.servers) ?? 1;
  if (servers > 1) {
    report(`${pool.path}.servers`).info(
      "one-server",
      `${servers} servers become one, with ${pool.drives} of the ${
        servers * pool.drives
      } drives: the host is the only one that could fail. Data of a live cluster is spread over all; copy it with "mc mirror"`,
    );
  }
  if (pools > 1) {
    report("spec.pools[1]").info(
      "one-pool",
      `the server has the drives of the first pool, "${pool.name}", alone: all would lie on the one disk of the host`,
    );
  }
  const features = mapping(spec.features);
  if (features.bucketDNS === true) {
    report("spec.features.bucketDNS").info(
      "bucket-names",
      "buckets of spec.buckets have names of their own; others that are made later have none here, so clients ask for them by path. Declare them in spec.buckets",
    );
  }
  if (hasSftp(tenant) && tenant.scheme === "http") {
    report("spec.features.enableSFTP").warn(
      "no-sftp-key",
      'the server has no certificate, whose key SFTP takes for its own, so it does not start. Set "requestAutoCert: true", or name a Secret in externalCertSecret',
    );
  }
  if (spec.prometheusOperator) {
    report("spec.prometheusOperator").info(
      "no-scraping",
      'nothing tells Prometheus of the server here. Set MINIO_PROMETHEUS_AUTH_TYPE: public in spec.env, and add a ServiceMonitor for the Service "minio" with the path /minio/v2/metrics/cluster',
    );
  }
  const volumes = mappings(spec.additionalVolumes).length;
  const mounts = mappings(spec.additionalVolumeMounts).length;
  if (volumes !== mounts) {
    report("spec.additionalVolumes").warn(
      "unequal-volumes",
      `there are ${volumes} additionalVolumes and ${mounts} additionalVolumeMounts, so the operator takes none of them, and they are left out. Give each volume one mount`,
    );
  }
}

/** Says that nobody issues credentials for a PolicyBinding. */
export function sayNoSts(manifest: Manifest, ctx: ControllerContext): void {
  const { application, policies } = mapping(manifest.spec);
  const { serviceaccount, namespace } = mapping(application);
  ctx.report(manifest, "spec.application").warn(
    "no-sts",
    `pods of the ServiceAccount "${text(serviceaccount)}" in "${
      text(namespace) || namespaceOf(manifest)
    }" get no credentials from MinIO's operator here, since there is none. Give them an access key in a Secret, of a user with the policies ${
      texts(policies).map((policy) => `"${policy}"`).join(", ")
    }, instead of an address of sts.minio-operator`,
  );
}
