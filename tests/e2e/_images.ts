/**
 * Images of real programs, made when the first test needs them.
 *
 * @module
 */

import { makeImage } from "../../tools/e2e/images/recipe.ts";
import { type ImageName, recipeOf } from "../../tools/e2e/images/recipes.ts";
import { runDocker } from "../../tools/e2e/run_docker.ts";
import { setting, tool } from "./_setting.ts";

const made = new Map<ImageName, Promise<string>>();

/** Makes an image, once, and returns its name. */
export function realImage(image: ImageName): Promise<string> {
  let name = made.get(image);
  if (!name) made.set(image, name = make(image));
  return name;
}

async function make(image: ImageName): Promise<string> {
  const name = `dekube-e2e/${image}`;
  // Another process of the suite may need it as well, at the same time.
  const root = await Deno.makeTempDir({ dir: setting!.dir, prefix: `image-${image}-` });
  await makeImage(
    name,
    recipeOf(image, tool),
    tool,
    (args, stdin) => runDocker(tool("docker"), args, stdin),
    root,
  );
  await Deno.remove(root, { recursive: true });
  return name;
}
