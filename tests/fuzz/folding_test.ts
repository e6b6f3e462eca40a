/** What is written to a disk that tells no case apart. */
import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { parse } from "@std/yaml";
import {
  breakingDisk,
  fastDisk,
  type Version,
  writeVersion,
} from "../../engine/io/output/_versions.ts";
import { unless } from "../../tools/unless.ts";
import { NO_FOLDING_DISK, onFoldingDisk } from "./_folding_disk.ts";

/** Whatever some disk takes for one is here twice, with another content. */
function version(name: string): Version {
  const paths = [
    "configmaps/docs/README",
    "configmaps/docs/readme",
    "configmaps/docs/deep/x",
    "configmaps/docs/Deep/y",
    "loose/NOTES",
    "loose/notes",
    "Loose/other",
  ];
  return {
    name,
    mounts: ["configmaps/docs"],
    files: Object.fromEntries(paths.map((path) => [path, [`${path} of ${name}`, 0o644]])),
  };
}

/** What containers find, by their paths, and what lies about, whatever it is called. */
function found(dir: string): { mounted: Record<string, string>; loose: string[] } {
  // deno-lint-ignore no-explicit-any -- as written above
  const { services } = parse(Deno.readTextFileSync(join(dir, "compose.yml"))) as any;
  const mounted = Object.fromEntries(services.web.volumes.map((volume: string) => {
    const [source, target] = volume.split(":");
    return [target.slice(1), Deno.readTextFileSync(join(dir, source))];
  }));
  const texts = (folder: string): string[] =>
    [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
      name === ".dekube" || name.toLowerCase() === "configmaps"
        ? []
        : isDirectory
        ? texts(join(folder, name))
        : [Deno.readTextFileSync(join(folder, name))]
    ).filter((text) => !text.startsWith("#")).sort();
  return { mounted, loose: texts(dir) };
}

function expected({ files }: Version): ReturnType<typeof found> {
  const all = Object.entries(files).map(([path, [text]]) => [path, text] as const);
  const isMounted = ([path]: readonly [string, string]) => path.startsWith("configmaps/");
  return {
    mounted: Object.fromEntries(all.filter(isMounted)),
    loose: all.filter((entry) => !isMounted(entry)).map(([, text]) => text).sort(),
  };
}

Deno.test({
  ...unless("nothing is lost on a disk that tells no case apart", NO_FOLDING_DISK),
  async fn() {
    await onFoldingDisk(async (dir) => {
      await Deno.mkdir(join(dir, "out"));
      const out = join(dir, "out");
      for (const name of ["one", "two"]) {
        await writeVersion(out, version(name), { disk: fastDisk });
        assertEquals(found(out), expected(version(name)));
        const { written } = await writeVersion(out, version(name), { disk: fastDisk });
        assertEquals(written, []);
      }
      // A name that changes in case alone.
      const renamed: Version = { name: "three", mounts: [], files: { README: ["same", 0o644] } };
      await writeVersion(out, renamed, { disk: fastDisk });
      await writeVersion(out, { ...renamed, files: { readme: ["same", 0o644] } }, {
        disk: fastDisk,
      });
      assertEquals(found(out).loose, ["same"]);
    });
  },
});

Deno.test({
  ...unless(
    "a run that is cut off on a disk that tells no case apart is put right",
    NO_FOLDING_DISK,
  ),
  async fn() {
    await onFoldingDisk(async (dir) => {
      let broken = true;
      for (let cut = 0; broken; cut += 3) {
        const out = join(dir, `out-${cut}`);
        await writeVersion(out, version("one"), { disk: fastDisk });
        const breaking = breakingDisk(cut, { dead: true });
        await writeVersion(out, version("two"), { disk: breaking.disk }).catch(() => {});
        broken = breaking.broken;
        const { mounted } = found(out);
        assert(
          [version("one"), version("two")].some((version) =>
            JSON.stringify(expected(version).mounted) === JSON.stringify(mounted)
          ),
          `cut off after ${cut} changes`,
        );
        await writeVersion(out, version("two"), { disk: fastDisk });
        assertEquals(found(out), expected(version("two")), `cut off after ${cut} changes`);
      }
    });
  },
});
