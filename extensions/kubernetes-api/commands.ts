/**
 * The commands that a container runs, as far as its manifest shows them.
 *
 * @module
 */

import { items, text } from "@dekube/engine/pacts";
import { type Container, expandWithin, type Workload } from "@dekube/engine/pacts/kubernetes";
import { imageName } from "./image_name.ts";
import { literalEnv, MOST_BYTES } from "./literal_env.ts";
import { type Command, commandsIn } from "./script.ts";

/** Images that run one program, by what that program is. */
const PROGRAMS: readonly [image: RegExp, program: string][] = [
  [/^(k8s-)?kubectl$/, "kubectl"],
  [/^k8s-wait-for$/, "k8s-wait-for"],
  [/^depends-on$/, "depends-on"],
  [/certgen$/, "certgen"],
];

/** Programs that run another one, with the words that belong to them. */
const WRAPPER = /^(?:\S*\/)?(?:env|nohup|exec|timeout|tini|dumb-init)$/;

const SHELL = /^(?:\S*\/)?(?:sh|bash|ash|dash)$/;

/** The commands of a container: one, or those of the script that a shell is given; variables whose values are known have them. */
export function commandsOf(container: Container, workload: Workload): Command[] {
  const env = literalEnv(container, workload);
  let left = MOST_BYTES;
  const resolve = (word: unknown) => {
    const resolved = expandWithin(text(word), env, left);
    left -= resolved.length;
    return resolved;
  };
  const command = items(container.command).map(resolve);
  const args = items(container.args).map(resolve);
  const program = command.length > 0 ? command : [programOf(text(container.image))];
  const words = unwrapped([...program, ...args]);
  const script = scriptOf(words);
  if (script === undefined) return [{ words, writes: false }];
  return commandsIn(script).map(({ words, writes }) => ({
    words: unwrapped(words.map((word) => withVariables(word, env))),
    writes,
  }));
}

/** What an image runs where the manifest does not say it; its name where that is not known. */
function programOf(image: string): string {
  const name = imageName(image);
  return PROGRAMS.find(([pattern]) => pattern.test(name))?.[1] ?? name;
}

function unwrapped(words: string[]): string[] {
  if (!WRAPPER.test(words[0] ?? "")) return words;
  const next = words.findIndex((word, index) => index > 0 && !/^(-|\d+[smhd]?$|\w+=)/.test(word));
  return next < 0 ? words : unwrapped(words.slice(next));
}

/** The script that a shell is given in its arguments. */
function scriptOf(words: readonly string[]): string | undefined {
  if (!SHELL.test(words[0] ?? "")) return undefined;
  const flag = words.findIndex((word) => /^-[a-z]*c$/i.test(word));
  return flag < 0 ? undefined : words[flag + 1];
}

function withVariables(word: string, env: Readonly<Record<string, string>>): string {
  return word.replace(/\$(?:\{(\w+)\}|(\w+))/g, (all, braced, bare) => env[braced ?? bare] ?? all);
}
