/**
 * A folder on a disk that tells no case apart: the machine's own where it is one, else a disk image of NTFS, which
 * ntfs-3g mounts for root.
 *
 * @module
 */

import { join } from "@std/path";
import type { Reason } from "../../tools/unless.ts";

/** Why there is no such disk here; none where there is one. */
export const NO_FOLDING_DISK: Reason = isWithoutCase() || canMount()
  ? undefined
  : "needs a disk without case, or ntfs-3g as root";

/** Does something in a folder there. */
export async function onFoldingDisk(work: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  const mount = join(dir, "disk");
  await Deno.mkdir(mount);
  const mounts = !folds(dir);
  try {
    if (mounts) {
      await Deno.truncate(await touched(join(dir, "image")), 32 << 20);
      await run("mkfs.ntfs", ["-F", "-q", join(dir, "image")]);
      await run("lowntfs-3g", ["-o", "ignore_case", join(dir, "image"), mount]);
    }
    if (!folds(mount)) throw new Error("the disk tells case apart");
    await work(mount);
  } finally {
    if (mounts) await run("umount", [mount]);
    await Deno.remove(dir, { recursive: true });
  }
}

function isWithoutCase(): boolean {
  const dir = Deno.makeTempDirSync();
  try {
    return folds(dir);
  } finally {
    Deno.removeSync(dir);
  }
}

function folds(dir: string): boolean {
  Deno.writeTextFileSync(join(dir, "Case"), "");
  try {
    Deno.lstatSync(join(dir, "cASE"));
    return true;
  } catch {
    return false;
  } finally {
    Deno.removeSync(join(dir, "Case"));
  }
}

function canMount(): boolean {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return false;
  const script = "test -w /dev/fuse && command -v mkfs.ntfs && command -v lowntfs-3g";
  return new Deno.Command("sh", { args: ["-c", script], stdout: "null" }).outputSync().success;
}

async function touched(path: string): Promise<string> {
  await Deno.writeTextFile(path, "");
  return path;
}

async function run(program: string, args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, { args, stdout: "null" }).output();
  if (!success) throw new Error(`${program}: ${new TextDecoder().decode(stderr)}`);
}
