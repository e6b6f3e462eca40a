/**
 * The image that runs a Cluster. The operator's own images start nothing by themselves, so the official
 * one of the same version takes their place.
 *
 * @module
 */

import {
  type ConvertContext,
  Diagnostics,
  isMapping,
  type Manifest,
  mapping,
  mappings,
  namespaceOf,
  readSettings,
  type Settings,
  type SettingType,
} from "@dekube/engine/pacts";
import { type OfficialVersion, officialVersion, tagOf } from "@dekube/engine/pacts/postgres";
import { CLUSTER_IMAGE_CATALOG, IMAGE_CATALOG } from "./kinds.ts";
import { word } from "./read.ts";

/** An image of PostgreSQL. */
export interface PostgresImage {
  /** Reference of the image. */
  reference: string;
  /** Major version of the server. */
  major: number;
  /** Whether it is the official one, whose libraries and locales are known. */
  official: boolean;
}

/** Major version where the manifests name none: that of the operator's default image, release 1.30. */
const DEFAULT_MAJOR = 18;

const IMAGES: SettingType<Record<string, unknown>> = {
  expected: "a mapping of Clusters to images",
  is: isMapping,
  schema: { type: "object" },
};

/** What a user may set. */
export const SETTINGS = {
  images: {
    type: IMAGES,
    default: {},
    description:
      "Images by Cluster, `<cluster>` or `<namespace>/<cluster>`, for what the official image lacks.",
  },
} satisfies Settings;

/** The image of a Cluster: `extensions.cnpg.images` before `imageName` before the image catalog. */
export function postgresImage(cluster: Manifest, ctx: ConvertContext): PostgresImage {
  const { name } = cluster.metadata;
  const { images } = readSettings("cnpg", SETTINGS, ctx);
  const key = [`${namespaceOf(cluster)}/${name}`, name].find((key) => Object.hasOwn(images, key));
  const own = key === undefined ? "" : word(images[key]);
  if (/^[^\s]+$/.test(own)) {
    const version = /^(?:pg)?(\d{2})(?!\d)/.exec(tagOf(own))?.[1];
    // What the Cluster's own image lacks or has does not matter any more.
    const major = version
      ? Number(version)
      : wantedImage(cluster, ctx.manifests, new Diagnostics()).major;
    return { reference: own, major, official: false };
  }
  if (key !== undefined) {
    ctx.report().warn(
      "bad-setting",
      `"extensions.cnpg.images.${key}" in dekube.yaml must be the name of an image; it is ignored`,
    );
  }
  const { tag, major } = wantedImage(cluster, ctx.manifests, ctx);
  return { reference: `postgres:${tag}`, major, official: true };
}

function wantedImage(
  cluster: Manifest,
  manifests: ConvertContext["manifests"],
  diagnostics: Pick<ConvertContext, "report">,
): OfficialVersion {
  const spec = mapping(cluster.spec);
  const imageName = word(spec.imageName);
  if (imageName !== "") {
    sayOtherImage(imageName, "spec.imageName");
    return officialVersion(imageName) ?? unknownVersion(
      `the image "${imageName}" names no version`,
      "spec.imageName",
    );
  }
  if (!isMapping(spec.imageCatalogRef)) {
    return unknownVersion("the Cluster names no image", "spec.imageName");
  }
  const reference = spec.imageCatalogRef;
  const major = Number(word(reference.major));
  const image = catalogImage(reference, namespaceOf(cluster), major, manifests);
  if (image !== "") sayOtherImage(image, "spec.imageCatalogRef");
  const found = officialVersion(image);
  if (found) return found;
  if (Number.isInteger(major) && major > 0) return { tag: String(major), major };
  return unknownVersion(
    `the image catalog "${word(reference.name)}" has no image for the Cluster`,
    "spec.imageCatalogRef",
  );

  function unknownVersion(reason: string, path: string): OfficialVersion {
    diagnostics.report(cluster, path).info(
      "default-version",
      `${reason}, so postgres:${DEFAULT_MAJOR} runs. Say which version in "imageName"`,
    );
    return { tag: String(DEFAULT_MAJOR), major: DEFAULT_MAJOR };
  }

  function sayOtherImage(image: string, path: string): void {
    const repository = image.split("@", 1)[0].replace(/:[^/]*$/, "");
    if (/(^|\/)postgres(ql)?$/.test(repository)) return;
    diagnostics.report(cluster, path).warn(
      "other-image",
      `the image "${image}" may have extensions that the official image of PostgreSQL lacks. If they are needed, set extensions.cnpg.images.${cluster.metadata.name} in dekube.yaml to an image that builds on the official one and has them`,
    );
  }
}

function catalogImage(
  reference: Record<string, unknown>,
  namespace: string,
  major: number,
  manifests: ConvertContext["manifests"],
): string {
  const name = word(reference.name);
  const catalog = word(reference.kind) === "ClusterImageCatalog"
    ? manifests.get(CLUSTER_IMAGE_CATALOG, "", name)
    : manifests.get(IMAGE_CATALOG, namespace, name);
  const image = mappings(mapping(catalog?.spec).images)
    .find((image) => Number(word(image.major)) === major);
  return word(image?.image);
}
