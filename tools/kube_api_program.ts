/**
 * Writes extensions/kube-api/program.ts: the programs of that extension's containers as texts, out of kube-api/program/.
 *
 *     npx -y deno@2.9.6 task kube-api-program
 */

const FOLDER = new URL("kube-api/program/", import.meta.url);
const TARGET = new URL("../extensions/kube-api/program.ts", import.meta.url);

/** The module, out of the programs. */
export async function programModule(): Promise<string> {
  const names = (await Array.fromAsync(Deno.readDir(FOLDER), ({ name }) => name))
    .filter((name) => name.endsWith(".ts") && !name.startsWith("_") && !name.endsWith("_test.ts"))
    .sort();
  const files = await Promise.all(names.map(async (name) => {
    const content = await Deno.readTextFile(new URL(name, FOLDER));
    const escaped = content.replace(/[\\`]|\$\{/g, (odd) => `\\${odd}`);
    return `  ${JSON.stringify(name)}: \`${escaped}\`,\n`;
  }));
  return `// Written by \`deno task kube-api-program\`, out of tools/kube-api/program/.
// deno-fmt-ignore-file

/** The programs that apply objects and write their status, by the names of their files. */
export const PROGRAM: Readonly<Record<string, string>> = {
${files.join("")}};
`;
}

if (import.meta.main) await Deno.writeTextFile(TARGET, await programModule());
