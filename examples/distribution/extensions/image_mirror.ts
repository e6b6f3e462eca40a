/**
 * image-mirror: takes images from Acme's mirror rather than from Docker Hub.
 *
 * @module
 */

import {
  type ComposeProject,
  type ConvertContext,
  type ExtensionInfo,
  text,
  Transform,
  // By its whole name: whoever loads this file from elsewhere does not heed the deno.json beside it.
} from "jsr:@dekube/engine@^1/pacts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = { name: "image-mirror" };

/** Puts the mirror before images of Docker Hub. */
export class ImageMirror extends Transform {
  override readonly name = "image-mirror";

  override transform(): void {
    // Images change last of all, so that other transforms see what the manifests name.
  }

  override preWrite(compose: ComposeProject, ctx: ConvertContext): void {
    const mirror = text(ctx.extensionConfig.host) || "mirror.acme.example";
    for (const service of Object.values(compose.services)) {
      const image = text(service.image);
      if (image && isOnDockerHub(image)) service.image = `${mirror}/${image}`;
    }
  }
}

/** Docker Hub is where an image is from whose name begins with no host. */
function isOnDockerHub(image: string): boolean {
  const [first, ...others] = image.split("/");
  return others.length === 0 || !/[.:]|^localhost$/.test(first);
}
