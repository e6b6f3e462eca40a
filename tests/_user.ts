/**
 * A user of the command: a folder to work in, and one beside it where their programs remember things.
 *
 * @module
 */

import { dirname, fromFileUrl, join } from "@std/path";
import { type Ended, runToEnd } from "./_process.ts";

/** How the command is run. */
export interface RunOptions {
  /** What Deno is given in place of -A. */
  permissions?: readonly string[];
  env?: Record<string, string>;
  stdin?: string;
  clearEnv?: boolean;
}

/** The module of a distribution's command, in this checkout. */
export function commandOf(distribution: string): string {
  return fromFileUrl(new URL(`../distributions/${distribution}/mod.ts`, import.meta.url));
}

/** A user, who is gone afterwards with all that was theirs. */
export class User implements AsyncDisposable {
  private constructor(readonly root: string, readonly folder: string) {}

  static async with(files: Record<string, string>): Promise<User> {
    const root = await Deno.realPath(await Deno.makeTempDir());
    const user = new User(root, join(root, "work"));
    await Deno.mkdir(join(root, "home"));
    await Deno.mkdir(user.folder);
    await user.write(files);
    return user;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  async write(files: Record<string, string>): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      await Deno.mkdir(dirname(this.path(name)), { recursive: true });
      await Deno.writeTextFile(this.path(name), text);
    }
  }

  async read(name: string): Promise<string> {
    return await Deno.readTextFile(this.path(name));
  }

  async has(name: string): Promise<boolean> {
    return await Deno.lstat(this.path(name)).then(() => true, () => false);
  }

  /** Runs a program in the folder, to its end. */
  async run(
    program: string,
    args: readonly string[],
    { env = {}, stdin, clearEnv }: Omit<RunOptions, "permissions"> = {},
  ): Promise<Ended> {
    return await runToEnd(program, {
      args,
      cwd: this.folder,
      env: {
        NO_COLOR: "1",
        HOME: join(this.root, "home"),
        XDG_STATE_HOME: join(this.root, "state"),
        DENO_DIR: await denoDir,
        ...env,
      },
      clearEnv,
      stdin,
    });
  }

  /** Runs a distribution's command. */
  async command(
    distribution: string,
    args: readonly string[],
    { permissions = ["-A"], ...options }: RunOptions = {},
  ): Promise<Ended> {
    const deno = ["run", "--quiet", "--no-prompt", ...permissions, commandOf(distribution)];
    return await this.run(Deno.execPath(), [...deno, ...args], options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.root, { recursive: true });
  }
}

/** Deno's cache stays where it is, though the user's home is another. */
export const denoDir: Promise<string> = findDenoDir();

async function findDenoDir(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}
