/**
 * Names of images, taken apart.
 *
 * @see https://github.com/distribution/reference
 * @module
 */

/** An image's name. */
export interface ImageReference {
  /** As it is written, without tag and digest. */
  repository: string;
  /** Empty where there is none. */
  tag: string;
  /** `sha256:…`; empty where there is none. */
  digest: string;
}

/** Where an image is kept. */
export interface ImagePlace {
  /** Host of the registry. */
  registry: string;
  /** Its name there. */
  path: string;
}

/**
 * Takes a name apart; nothing where it is none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseImage("registry.test:5000/shop/api:1.4"), {
 *   repository: "registry.test:5000/shop/api",
 *   tag: "1.4",
 *   digest: "",
 * });
 * ```
 */
export function parseImage(written: string): ImageReference | undefined {
  const [, repository, tag = "", digest = ""] =
    /^([A-Za-z0-9](?:[\w.-]*(?::\d+(?=\/))?)(?:\/[\w][\w.-]*)*)(?::(\w[\w.-]{0,127}))?(?:@(\w+:[0-9a-fA-F]{32,}))?$/
      .exec(written) ?? [];
  return repository === undefined ? undefined : { repository, tag, digest };
}

/** The name that an image has in a registry. What names none is Docker Hub's. */
export function placeOf({ repository }: Pick<ImageReference, "repository">): ImagePlace {
  const [first, ...rest] = repository.split("/");
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  const [host, path] = isHost ? [first, rest.join("/")] : ["docker.io", repository];
  if (host !== "docker.io" && host !== "index.docker.io") return { registry: host, path };
  return { registry: "docker.io", path: path.includes("/") ? path : `library/${path}` };
}

/** A name of a repository under which all its spellings are the same. */
export function repositoryKey(reference: Pick<ImageReference, "repository">): string {
  const { registry, path } = placeOf(reference);
  return `${registry}/${path}`;
}

/** A reference as it is written. */
export function renderImage({ repository, tag, digest }: ImageReference): string {
  return `${repository}${tag && `:${tag}`}${digest && `@${digest}`}`;
}
