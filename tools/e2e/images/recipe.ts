/**
 * Images of real programs: what each is made of, and the making.
 *
 * @module
 */

import {
  addAuthorities,
  addLibraries,
  addProgram,
  addUser,
  type Docker,
  importImage,
  makeRoot,
} from "./root.ts";

/** What an image is made of, beside BusyBox and the authorities that the machine trusts. */
export interface Recipe {
  /** Programs of the suite, by their paths in the image. */
  programs: Record<string, string>;
  /**
   * Folders, as the names of the suite's own or as paths of the machine's, by their paths in the image. Programs in them
   * have their libraries beside.
   */
  folders?: Record<string, string>;
  /** Folders of libraries that programs load when they run; those of `except` aren't taken. */
  plugins?: Record<string, { from: string; except: RegExp }>;
  /** Files with their text, by their paths in the image; scripts can be run. */
  files?: Record<string, string>;
  /** Folders that are empty, with their modes. */
  empty?: Record<string, number>;
  /** Users with their numbers, which are their groups' too. */
  users?: Record<string, number>;
  /** What a Dockerfile would say at its end. */
  changes: string[];
}

/** The programs and folders of the suite that a recipe needs. */
export function ingredients({ programs, folders = {} }: Recipe): string[] {
  const own = [...Object.values(programs), ...Object.values(folders)];
  return [...new Set(own.filter((name) => !name.startsWith("/")))];
}

/** Makes an image of a recipe in an empty folder; `find` says where the suite has what it needs. */
export async function makeImage(
  name: string,
  recipe: Recipe,
  find: (name: string) => string,
  docker: Docker,
  root: string,
): Promise<void> {
  const { programs, folders = {}, plugins = {}, files = {}, empty = {}, users = {} } = recipe;
  const locate = (name: string) => name.startsWith("/") ? name : find(name);
  await makeRoot(root, find("busybox"));
  await addAuthorities(root);
  for (const [user, id] of Object.entries(users)) await addUser(root, user, id);
  for (const [path, program] of Object.entries(programs)) {
    await addProgram(root, locate(program), path);
  }
  for (const [path, folder] of Object.entries(folders)) {
    await copy(`${locate(folder)}/.`, `${root}/${path}`);
    await addLibraries(root, ...await findLinked(`${root}/${path}`));
  }
  for (const [path, { from, except }] of Object.entries(plugins)) {
    await addPlugins(root, path, from, except);
  }
  for (const [path, text] of Object.entries(files)) {
    await Deno.mkdir(`${root}/${path.replace(/[^/]*$/, "")}`, { recursive: true });
    await Deno.writeTextFile(`${root}/${path}`, text);
    await Deno.chmod(`${root}/${path}`, text.startsWith("#!") ? 0o755 : 0o644);
  }
  for (const [path, mode] of Object.entries(empty)) {
    await Deno.mkdir(`${root}/${path}`, { recursive: true });
    await Deno.chmod(`${root}/${path}`, mode);
  }
  await importImage(docker, root, name, recipe.changes);
}

async function addPlugins(root: string, path: string, from: string, except: RegExp): Promise<void> {
  const files = (await Array.fromAsync(Deno.readDir(from)))
    .filter(({ name, isFile }) => isFile && /\.so(\.|$)/.test(name) && !except.test(name))
    .map(({ name }) => `${from}/${name}`);
  await Deno.mkdir(`${root}/${path}`, { recursive: true });
  for (const file of files) {
    await Deno.copyFile(file, `${root}/${path}/${file.replace(/.*\//, "")}`);
  }
  await addLibraries(root, ...files);
}

/** Files of a folder, at any depth, that may be linked to libraries. */
async function findLinked(folder: string): Promise<string[]> {
  const found = new Deno.Command("find", {
    args: [folder, "-type", "f", "(", "-perm", "-u=x", "-o", "-name", "*.so", ")"],
  });
  const { stdout } = await found.output();
  return new TextDecoder().decode(stdout).split("\n").filter((path) => path !== "");
}

async function copy(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  // Links may lead out of the folder.
  const { success } = await new Deno.Command("cp", { args: ["-RL", from, to] }).output();
  if (!success) throw new Error(`${from} can't be copied`);
}
