/**
 * Writes extensions/kube-api/program.json: the programs of that extension's containers as texts, out of kube-api/program/.
 *
 *     npx -y deno@2.9.6 task kube-api-program
 */

const FOLDER = new URL("kube-api/program/", import.meta.url);
const TARGET = new URL("../extensions/kube-api/program.json", import.meta.url);

/** The file: the programs' texts by the names of their files. */
export async function programFile(): Promise<string> {
  const names = (await Array.fromAsync(Deno.readDir(FOLDER), ({ name }) => name))
    .filter((name) => name.endsWith(".ts") && !name.startsWith("_") && !name.endsWith("_test.ts"))
    .sort();
  const files = await Promise.all(
    names.map(async (name) => [name, await Deno.readTextFile(new URL(name, FOLDER))]),
  );
  return `${JSON.stringify(Object.fromEntries(files), undefined, 2)}\n`;
}

if (import.meta.main) await Deno.writeTextFile(TARGET, await programFile());
