/**
 * Every change that the writer makes to the disk goes through here, so that
 * tests can cut it off between any two.
 *
 * @module
 */

import { join } from "@std/path";

/** The changes that the writer makes. Each either happens or throws. */
export interface Disk {
  /** Makes a folder, and those above it. One that exists stays as it is. */
  makeFolder(path: string, mode: number): Promise<void>;
  /** Writes a file that is not there yet, down to the disk. */
  write(path: string, bytes: Uint8Array, mode: number): Promise<void>;
  /** Moves a file, replacing one that is there. */
  move(from: string, to: string): Promise<void>;
  /** Sets permission bits, whatever the umask; nothing on Windows. */
  setMode(path: string, mode: number): Promise<void>;
  /** Removes a file, a link or an empty folder. */
  remove(path: string): Promise<void>;
  /** Removes a folder and all that is in it. */
  removeTree(path: string): Promise<void>;
  /** Makes sure that files can be moved from one folder to another. */
  probe(from: string, to: string): Promise<void>;
}

/** The machine's own disk. */
export const realDisk: Disk = {
  async makeFolder(path, mode) {
    await Deno.mkdir(path, { recursive: true, mode });
  },

  async write(path, bytes, mode) {
    const file = await Deno.open(path, {
      write: true,
      createNew: true,
      mode: 0o600,
    });
    try {
      for (let done = 0; done < bytes.length;) {
        done += await file.write(bytes.subarray(done));
      }
      // A journal on the disk must not speak of files that a power cut has emptied.
      await file.syncData();
    } finally {
      file.close();
    }
    await realDisk.setMode(path, mode);
  },

  async move(from, to) {
    await Deno.rename(from, to);
  },

  async setMode(path, mode) {
    if (Deno.build.os !== "windows") await Deno.chmod(path, mode);
  },

  async remove(path) {
    await Deno.remove(path);
  },

  async removeTree(path) {
    await Deno.remove(path, { recursive: true });
  },

  async probe(from, to) {
    // Permission bits don't tell: groups, access lists, read-only mounts and mounts of a part count too.
    const name = `.dekube-${crypto.randomUUID()}`;
    await Deno.writeFile(join(from, name), new Uint8Array());
    await Deno.rename(join(from, name), join(to, name));
    await Deno.remove(join(to, name));
  },
};
