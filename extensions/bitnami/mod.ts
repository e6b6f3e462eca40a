/**
 * bitnami: makes services with Bitnami's images work outside a cluster.
 *
 * Redis becomes the stock image with its password, settings and data. PostgreSQL and Keycloak stay
 * Bitnami's: the first gets a volume for its data and the Secrets that its passwords are read from, the
 * second its passwords as environment, and its own folders instead of copies that an init container made.
 * A service of which dekube.yaml overrides what would change (its image, command, mounts …) is left alone.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  type ExtensionInfo,
  IMAGE,
  type IngressEntry,
  readSettings,
  type Settings,
  text,
  Transform,
} from "@dekube/engine/pacts";
import { bitnamiImage } from "./image.ts";
import { convertKeycloak } from "./keycloak.ts";
import { convertPostgresql } from "./postgresql.ts";
import { convertRedis, REDIS_VARIABLES } from "./redis.ts";
import { originsOf, runsServer, settledByUser, type Subject } from "./subject.ts";

const SETTINGS = {
  redis_image: {
    type: IMAGE,
    default: "redis:7-alpine",
    description: "Image that services with Bitnami's Redis run instead.",
  },
} satisfies Settings;

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "bitnami",
  settings: SETTINGS,
  variables: [...REDIS_VARIABLES, "*PASSWORD_FILE"],
};

type Conversion = (
  subject: Subject,
  services: Record<string, ComposeService>,
  ctx: ConvertContext,
) => void;

/** Makes services with Bitnami's images work outside a cluster. */
export class BitnamiTransform extends Transform {
  /** `bitnami`. */
  readonly name = "bitnami";
  /** Behind transforms of the usual priority. */
  override readonly priority = 1500;
  /** It names the volumes that are looked at here. */
  override readonly after = ["emptydir"];
  /** They look at the containers, images, users and mounts that are changed here. */
  override readonly before = ["pods", "pod-start", "fix-permissions"];

  /** Changes the services in place; each change is said. */
  transform(
    services: Record<string, ComposeService>,
    _ingressEntries: IngressEntry[],
    ctx: ConvertContext,
  ): void {
    const { redis_image: redisImage } = readSettings("bitnami", SETTINGS, ctx);
    const conversions = new Map<string, Conversion>([
      ["redis", (subject, all) => convertRedis(subject, redisImage, all, ctx)],
      ["postgresql", (subject, all) => convertPostgresql(subject, all, ctx)],
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
      const settled = settledByUser(name, ctx);
      if (settled !== undefined) {
        ctx.report(subject.service.owner).info(
          "bitnami-kept",
          `the service "${name}" is left as ${service.image} has it, because dekube.yaml has "${settled}"`,
        );
        continue;
      }
      convert(subject, services, ctx);
    }
  }
}
