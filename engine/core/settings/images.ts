/**
 * `images` of dekube.yaml: what is built here, or taken from elsewhere, for all services of an image.
 *
 * @module
 */

import {
  type ImageConfig,
  isMapping,
  mapping,
  type RenderedService,
  settingPath,
  text,
} from "../../../pacts/mod.ts";
import type { EngineContext } from "../context.ts";
import { nearest } from "../../../pacts/nearest.ts";
import { type ImageReference, parseImage, renderImage, repositoryKey } from "./image_reference.ts";
import { resolvePlaceholders } from "./placeholders.ts";
import { type Fail, refuseUnknownKeys } from "./shapes.ts";

/** What an entry may say, in Compose's own words. */
const KEYS: readonly string[] = ["image", "build", "develop", "platform", "pull_policy"];

/** Reads an entry: a mapping, or another image. */
export function readImage(value: unknown, fail: Fail): ImageConfig {
  if (typeof value === "string") return { image: imageText(value, fail, "") };
  if (!isMapping(value)) return fail("another image, or a mapping", "", value ?? null);
  refuseUnknownKeys(value, KEYS, fail);
  const { image, build, develop, platform, pull_policy } = value;
  const isThere = (written: unknown) => written !== undefined && written !== null;
  if (isThere(develop) && !isMapping(develop)) fail("a mapping", ".develop", develop);
  if (isThere(develop) && !isThere(build)) {
    fail('there beside "develop", since Compose watches what it builds', ".build", build);
  }
  if (isThere(build) && (typeof build !== "string" || build === "") && !isMapping(build)) {
    fail("a folder, or a mapping", ".build", build);
  }
  return {
    ...isThere(image) ? { image: imageText(image, fail, ".image") } : {},
    ...isThere(build) ? { build: build as ImageConfig["build"] } : {},
    ...isThere(develop) ? { develop: mapping(develop) } : {},
    ...isThere(platform) ? { platform: text(platform) } : {},
    ...isThere(pull_policy) ? { pull_policy: text(pull_policy) } : {},
  };
}

/** How many digits digests have. */
const DIGITS: Readonly<Record<string, number>> = { sha256: 64, sha512: 128 };

/** The digest at the end of a name, or by itself, whole or not. */
function digestOf(image: string): string {
  return image.slice(image.lastIndexOf("@") + 1);
}

/** An image, or what of one is another: `:tag`, `@sha256:…`, `sha256:…`. */
function imageText(value: unknown, fail: Fail, path: string): string {
  // One that is cut short would be read as a name and a tag.
  const [, hash, digits] = typeof value === "string"
    ? /^(sha256|sha512):([^$]*)$/.exec(digestOf(value)) ?? []
    : [];
  if (hash && (digits.length !== DIGITS[hash] || !/^[0-9a-fA-F]*$/.test(digits))) {
    fail(`a digest of ${DIGITS[hash]} hexadecimal digits behind "${hash}:"`, path, value);
  }
  if (
    typeof value === "string" && /^(:[\w.-]{1,128})?@?(\w{1,32}:[0-9a-fA-F]{32,})?$/.test(value) &&
    value
  ) {
    return value;
  }
  // Compose fills in variables of the user's.
  if (typeof value === "string" && (value.includes("$") || parseImage(value))) return value;
  return fail('an image, a ":tag" or a "sha256:…" digest', path, value ?? null);
}

/** Puts what the user says of images into the services that have them. */
export function applyImages(
  services: Record<string, RenderedService>,
  ctx: EngineContext,
): void {
  const entries = Object.entries(ctx.config.images);
  if (entries.length === 0) return;
  const byImage = Map.groupBy(Object.keys(services), (name) => services[name].image ?? "");
  const references = [...byImage.keys()].flatMap((image) => {
    const reference = image === "" ? undefined : parseImage(image);
    return reference ? [{ image, reference }] : [];
  });
  const byRepository = Map.groupBy(references, ({ reference }) => repositoryKey(reference));
  const settled = new Set<string>();
  const ending = endingServices(services);
  let unknown = 0;
  for (const [name, config] of inOrder(entries)) {
    const wanted = parseImage(name);
    const its = (wanted ? byRepository.get(repositoryKey(wanted)) ?? [] : [])
      .filter(({ reference }) => matches(wanted!, reference));
    const matching = its.filter(({ image }) => !settled.has(image));
    if (its.length === 0) {
      const known = unknown++ > MOST_GUESSED
        ? []
        : references.map(({ reference }) =>
          wanted?.tag ? `${reference.repository}:${reference.tag}` : reference.repository
        );
      ctx.report().warn(
        "unknown-image",
        `"${settingPath("images", name)}" in dekube.yaml is the image of no service${
          nearest(name, known)
        }; it changes nothing. The command "images" lists those that there are`,
      );
    } else if (matching.length === 0) {
      ctx.report().warn(
        "unknown-image",
        `"${
          settingPath("images", name)
        }" in dekube.yaml changes nothing: entries that say more of its images are taken. Take one of them out`,
      );
    }
    for (const { image, reference } of matching) {
      // The entry that says more of an image has been here.
      settled.add(image);
      for (const service of byImage.get(image) ?? []) {
        services[service] = withImage(
          services[service],
          reference,
          resolvePlaceholders(config, ctx),
          { ends: ending.has(service) },
        );
      }
    }
  }
}

/** Guessing what was meant looks at all images each time. */
const MOST_GUESSED = 20;

/** Those that name a tag or a digest come first: they say more. */
function inOrder<T>(entries: readonly [string, T][]): [string, T][] {
  const weight = (name: string) => {
    const { tag = "", digest = "" } = parseImage(name) ?? {};
    return (digest ? 2 : 0) + (tag ? 1 : 0);
  };
  return entries.toSorted(([a], [b]) => weight(b) - weight(a));
}

function matches(wanted: ImageReference, { tag, digest, ...image }: ImageReference): boolean {
  return repositoryKey(wanted) === repositoryKey(image) &&
    (wanted.tag === "" || wanted.tag === (tag || (digest ? "" : "latest"))) &&
    (wanted.digest === "" || wanted.digest === digest);
}

function withImage(
  service: RenderedService,
  reference: ImageReference,
  { image, build, develop, ...others }: ImageConfig,
  { ends }: { ends: boolean },
): RenderedService {
  const { pull_policy, ...rest } = service;
  const named = image === undefined ? service.image : otherImage(reference, image);
  return {
    ...rest,
    image: named,
    // What is built here is nowhere else to be had.
    ...build === undefined
      ? pull_policy === undefined ? {} : { pull_policy }
      : { build: build as RenderedService["build"] },
    // There is nothing to keep up to date in what has ended.
    ...develop === undefined || ends ? {} : { develop },
    ...others,
  };
}

function otherImage(reference: ImageReference, image: string): string {
  const [, tag, digest] = /^(?::([\w.-]{1,128}))?(?:@?(\w{1,32}:[0-9a-fA-F]{32,}))?$/.exec(image) ??
    [];
  if (tag === undefined && digest === undefined) {
    const other = parseImage(image);
    // A name alone says where the same is to be had; `latest` can be written.
    return other && !other.tag && !other.digest
      ? renderImage({ ...reference, repository: other.repository })
      : image;
  }
  return renderImage({
    repository: reference.repository,
    tag: tag ?? reference.tag,
    digest: digest ?? "",
  });
}

/** Services that others wait for until they are done, and Jobs. */
function endingServices(services: Record<string, RenderedService>): Set<string> {
  const ending = new Set<string>();
  for (const [name, { depends_on, labels }] of Object.entries(services)) {
    if (mapping(labels)["dekube.io/kind"] === "Job") ending.add(name);
    for (const [other, how] of Object.entries(mapping(depends_on))) {
      if (mapping(how).condition === "service_completed_successfully") ending.add(other);
    }
  }
  return ending;
}
