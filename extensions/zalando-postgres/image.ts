/**
 * The image that runs a cluster. The operator's own, Spilo, is Patroni's: without a cluster's API it starts nothing, so
 * the official one of the same version takes its place.
 *
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  mapping,
  namespaceOf,
  ownValue,
  readSettings,
  word,
} from "@dekube/engine/pacts";
import { officialVersion, tagOf } from "@dekube/engine/pacts/postgres";
import type { OperatorOptions } from "./operator_options.ts";
import { SETTINGS } from "./settings.ts";

/** An image of PostgreSQL. */
export interface PostgresImage {
  /** Reference of the image. */
  reference: string;
  /** Major version of the server. */
  major: number;
  /** Whether it is the official one, whose libraries and locales are known. */
  official: boolean;
}

/** Major version where nothing names one: that of the operator's default image, release 2.0. */
const DEFAULT_MAJOR = 18;

/** The image of a cluster: the user's before the official one of its version. */
export function postgresImage(
  manifest: Manifest,
  options: OperatorOptions,
  ctx: ControllerContext,
): PostgresImage {
  const { name } = manifest.metadata;
  const { images } = readSettings("zalando-postgres", SETTINGS, ctx);
  const key = [`${namespaceOf(manifest)}/${name}`, name].find((key) => Object.hasOwn(images, key));
  const own = key === undefined ? "" : word(ownValue(images, key));
  if (/^[^\s]+$/.test(own)) {
    const major = majorIn(tagOf(own)) ?? wantedVersion(manifest, options)?.major;
    return { reference: own, major: major ?? DEFAULT_MAJOR, official: false };
  }
  if (key !== undefined) {
    ctx.report().warn(
      "bad-setting",
      `"extensions.zalando-postgres.images.${key}" in dekube.yaml must be the name of an image; it is ignored`,
    );
  }
  sayOtherImage(manifest, ctx);
  const wanted = wantedVersion(manifest, options);
  if (!wanted) {
    ctx.report(manifest, "spec.postgresql.version").info(
      "default-version",
      `the cluster names no version, so postgres:${DEFAULT_MAJOR} runs. Say which one in "spec.postgresql.version"`,
    );
  }
  const { tag, major } = wanted ?? { tag: String(DEFAULT_MAJOR), major: DEFAULT_MAJOR };
  return { reference: `postgres:${tag}`, major, official: true };
}

/** `spec.postgresql.version`, else that which the name of Spilo's image has. */
function wantedVersion(manifest: Manifest, options: OperatorOptions) {
  const spec = mapping(manifest.spec);
  const said = officialVersion(`postgres:${word(mapping(spec.postgresql).version)}`);
  if (said) return said;
  const spilo = word(spec.dockerImage) || options.text("docker_image");
  const version = /(?:^|\/)spilo-(\d{1,2})(?!\d)/.exec(spilo)?.[1];
  return version === undefined ? undefined : officialVersion(`postgres:${version}`);
}

function majorIn(tag: string): number | undefined {
  const version = /^(?:pg)?(\d{2})(?!\d)/.exec(tag)?.[1];
  return version === undefined ? undefined : Number(version);
}

function sayOtherImage(manifest: Manifest, ctx: ControllerContext): void {
  const image = word(mapping(manifest.spec).dockerImage);
  if (image === "" || /(^|\/)zalando\/spilo-|zalan\.do\/[^/]+\/spilo-/.test(image)) return;
  ctx.report(manifest, "spec.dockerImage").warn(
    "other-image",
    `the image "${image}" may have extensions that the official image of PostgreSQL lacks. If they are needed, set extensions.zalando-postgres.images.${manifest.metadata.name} in dekube.yaml to an image that builds on the official one and has them`,
  );
}
