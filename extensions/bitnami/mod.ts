/**
 * bitnami: makes services with Bitnami's images work outside a cluster.
 *
 * Redis becomes the stock image with its password, settings and data. PostgreSQL and Keycloak stay
 * Bitnami's: the first gets a volume for its data and the Secrets that its passwords are read from, the
 * second its passwords as environment, and its own folders instead of copies that an init container made.
 * A service that dekube.yaml overrides is left alone.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  type ExtensionInfo,
  IMAGE,
  type IngressEntry,
  readSetting,
  text,
  Transform,
} from "@dekube/engine/pacts";
import { bitnamiImage } from "./image.ts";
import { convertKeycloak } from "./keycloak.ts";
import { convertPostgresql } from "./postgresql.ts";
import { convertRedis } from "./redis.ts";
import { originsOf, runsServer, type Subject } from "./subject.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = { name: "bitnami" };

type Conversion = (
  subject: Subject,
  services: Record<string, ComposeService>,
  ctx: ConvertContext,
) => void;

/** Makes services with Bitnami's images work outside a cluster. */
export class BitnamiTransform extends Transform {
  /** `bitnami`. */
  readonly name = "bitnami";
  /** After emptydir, which names the volumes that are looked at here; before fix-permissions. */
  override readonly priority = 1500;

  /** Changes the services in place; each change is said. */
  transform(
    services: Record<string, ComposeService>,
    _ingressEntries: IngressEntry[],
    ctx: ConvertContext,
  ): void {
    const redisImage = readSetting("bitnami", "redis_image", IMAGE, "redis:7-alpine", ctx);
    const conversions = new Map<string, Conversion>([
      ["redis", (subject, all) => convertRedis(subject, redisImage, all, ctx)],
      ["postgresql", (subject) => convertPostgresql(subject, ctx)],
      ["keycloak", convertKeycloak],
    ]);
    const origins = originsOf(ctx);
    for (const [name, service] of Object.entries(services)) {
      const image = bitnamiImage(text(service?.image));
      const convert = image && conversions.get(image.name);
      if (!convert || !Object.hasOwn(services, name)) continue;
      const subject: Subject = { name, service, image, origin: origins.get(name) };
      if (!runsServer(subject)) continue;
      if (Object.hasOwn(ctx.config.services, name)) continue;
      if (Object.hasOwn(ctx.config.overrides, name)) {
        ctx.diagnostics.info(
          "bitnami-kept",
          `the service "${name}" is left as ${service.image} has it, because dekube.yaml overrides it`,
          subject.origin ? { resource: subject.origin.workload.id } : {},
        );
        continue;
      }
      convert(subject, services, ctx);
    }
  }
}
