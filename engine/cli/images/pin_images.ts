/**
 * `--pin`: writes the digests that tags have now, so that the same images run everywhere and later.
 *
 * @module
 */

import type { ComposeProject, Diagnostic } from "../../../pacts/mod.ts";
import {
  type ImageReference,
  parseImage,
  placeOf,
  renderImage,
} from "../../core/settings/image_reference.ts";
import { credentialsIn, readDockerConfig } from "../../io/registry/credentials.ts";
import { digestOf, NoDigestError } from "../../io/registry/digest.ts";
import { imagesOf } from "./list_images.ts";

/** So many are asked for at once. */
const AT_ONCE = 6;

/** How long all of it may take. */
const PATIENCE_MS = 120_000;

/** The digest of an image, from where it is kept. */
export type AskDigest = (image: ImageReference) => Promise<string>;

/** Asks registries as Docker would, with its logins. */
export async function askRegistries(): Promise<AskDigest> {
  const credentials = credentialsIn(await readDockerConfig());
  return (image) => digestOf(image, { credentials });
}

/** The project with the digests of its images, and what there is to say of those that have none. */
export async function pinImages(
  project: ComposeProject,
  ask: AskDigest,
): Promise<{ project: ComposeProject; said: Diagnostic[] }> {
  const said: Diagnostic[] = [];
  const pinned = new Map<string, string>();
  // A registry that does not answer once is not asked for every image.
  const silent = new Map<string, string>();
  const queue = imagesOf(project).filter(({ isBuilt }) => !isBuilt).map(({ image }) => image);
  const end = performance.now() + PATIENCE_MS;
  const work = async () => {
    for (let image = queue.pop(); image !== undefined; image = queue.pop()) {
      const reference = parseImage(image);
      if (reference?.digest) continue;
      const registry = reference && placeOf(reference).registry;
      try {
        if (!reference) throw new NoDigestError("Compose is to fill it in");
        if (performance.now() > end) {
          throw new NoDigestError(`registries have taken ${PATIENCE_MS / 1000} s; try again`);
        }
        const known = silent.get(registry!);
        if (known !== undefined) throw new NoDigestError(known);
        pinned.set(image, renderImage({ ...reference, digest: await ask(reference) }));
      } catch (error) {
        if (!(error instanceof NoDigestError)) throw error;
        if (/can't be reached|does not answer/.test(error.message)) {
          silent.set(registry!, error.message);
        }
        said.push({
          severity: "warning",
          code: "not-pinned",
          message: `the image "${image}" is not pinned: ${error.message}`,
        });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const services = Object.fromEntries(
    Object.entries(project.services).map(([name, service]) => [
      name,
      service.image === undefined || service.build !== undefined
        ? service
        : { ...service, image: pinned.get(service.image) ?? service.image },
    ]),
  );
  return {
    project: { ...project, services },
    said: said.toSorted((a, b) => a.message < b.message ? -1 : 1),
  };
}
