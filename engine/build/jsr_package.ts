/**
 * Lays packages out as JSR serves them. Free of `@std`, because it also makes the registry that
 * `@std` comes from.
 *
 * @module
 */

/** A package as JSR has it. */
export interface JsrPackage {
  /** With its scope, such as `@dekube/engine`. */
  name: string;
  version: string;
  /** Modules that others may import, as in a deno.json. */
  exports: Record<string, string>;
  /** What each file holds, by its path, which begins with a slash. */
  files: ReadonlyMap<string, string | Uint8Array<ArrayBuffer>>;
}

/** Adds a version of a package to a registry; other versions of it that are there stay. */
export async function writePackage(
  registry: URL,
  { name, version, exports, files }: JsrPackage,
): Promise<void> {
  const folder = new URL(`${name}/`, registry);
  const contents = new URL(`${version}/`, folder);
  await Deno.remove(contents, { recursive: true }).catch(ignoreMissing);
  await Deno.mkdir(contents, { recursive: true });
  const manifest: Record<string, { size: number; checksum: string }> = {};
  for (const [path, content] of files) {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    manifest[path] = { size: bytes.length, checksum: await checksum(bytes) };
    const file = new URL(`.${path}`, contents);
    await Deno.mkdir(new URL(".", file), { recursive: true });
    await Deno.writeFile(file, bytes);
  }
  await writeJson(new URL(`${version}_meta.json`, folder), {
    manifest,
    exports,
    moduleGraph2: {},
  });
  const [scope, base] = name.slice(1).split("/");
  const versions = { ...await readVersions(new URL("meta.json", folder)), [version]: {} };
  await writeJson(new URL("meta.json", folder), { scope, name: base, latest: version, versions });
}

async function checksum(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return `sha256-${new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex()}`;
}

async function readVersions(meta: URL): Promise<Record<string, unknown>> {
  const text = await Deno.readTextFile(meta).catch(ignoreMissing);
  return text ? JSON.parse(text).versions : {};
}

async function writeJson(file: URL, value: unknown): Promise<void> {
  await Deno.writeTextFile(file, JSON.stringify(value));
}

function ignoreMissing(error: unknown): undefined {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
