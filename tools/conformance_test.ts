import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { inFolder, type TestFiles } from "./in_folder.ts";

const TOOL = fromFileUrl(new URL("conformance.ts", import.meta.url));
const BASE = ["conformance/base/manifests.yaml", ""] as const;
const TEST = ["conformance/tests/httproute-plain.go", "package tests"] as const;

/** How the tool ends, and what it says, with a folder and names of tests; the folder's path is `FOLDER` there. */
async function run(files: TestFiles, ...tests: string[]): Promise<[code: number, said: string]> {
  return await inFolder(files, async (folder) => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", TOOL, folder, ...tests],
      env: { NO_COLOR: "1" },
    }).output();
    const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    return [code, (out + err).replaceAll(folder, "FOLDER")];
  });
}

Deno.test("conformance.ts says what it expects when a folder is no checkout", async () => {
  const said =
    "error: FOLDER is no checkout of https://github.com/kubernetes-sigs/gateway-api: conformance/base/manifests.yaml and the tests in conformance/tests are expected there\n";
  for (const files of [[], [BASE], [TEST], [["conformance/base", "a file"], TEST]] as TestFiles[]) {
    assertEquals(await run(files), [1, said]);
  }
});

Deno.test("conformance.ts says which test is unknown, and plays none", async () => {
  assertEquals(await run([BASE, TEST], "httproute-plain", "httproute-plian"), [
    1,
    'error: FOLDER has no test "httproute-plian" of routes (did you mean "httproute-plain"?). Tests are named as their files in conformance/tests, without .go\n',
  ]);
});

Deno.test("conformance.ts plays the tests that are named", async () => {
  assertEquals(await run([BASE, TEST], "httproute-plain"), [
    0,
    "status only httproute-plain — it asks nothing of a proxy\n",
  ]);
});
