import { assertEquals } from "@std/assert";
import { convert } from "../convert.ts";
import { manifest } from "../_testing.ts";
import type { ConvertContext } from "../../../pacts/mod.ts";

/** Files that are kept out of version control, of those that an extension writes. */
async function confidential(files: Record<string, string>, settings: object): Promise<string[]> {
  const indexer = { name: "indexer", role: "indexer", kinds: ["Secret"], convert: () => ({}) };
  const writer = {
    name: "writer",
    prepare(ctx: ConvertContext) {
      for (const [path, content] of Object.entries(files)) {
        ctx.files.write(path, content, { rewrite: { json: path.endsWith(".json") } });
      }
    },
    transform() {},
  };
  const secret = manifest("Secret", "shop/db", {
    stringData: { password: "correct horse\n", uri: "id-77-x", pin: "12" },
  });
  const config = { name: "x", ...settings };
  const { files: written } = await convert([secret], config, [indexer, writer]);
  return [...written.entries()].flatMap(([path, { confidential }]) => confidential ? [path] : []);
}

const FILES = {
  "plain.ini": "pin = 12",
  "password.ini": "password = correct horse",
  "uri.ini": "uri = @URI@",
  "pin.json": '{"pin": "@PIN@"}',
};

Deno.test("files that hold passwords of Secrets are confidential, and those that the user's replacements put a value into", async () => {
  const replacements = [
    { old: "@URI@", new: "$secret:db:uri" },
    { old: "@PIN@", new: "$secret:db:pin" },
    { old: "plain", new: "other" },
  ];
  assertEquals(await confidential(FILES, { secrets: "env-file", replacements }), [
    "password.ini",
    "uri.ini",
    "pin.json",
  ]);
  assertEquals(await confidential(FILES, { secrets: "env-file" }), ["password.ini"]);
});

Deno.test("a value that the user names by $secret is one wherever the user puts it", async () => {
  const secret = manifest("Secret", "shop/db", { stringData: { uri: "id-77-x", pin: "12" } });
  const indexer = { name: "indexer", role: "indexer", kinds: ["Secret"], convert: () => ({}) };
  const { project, variables } = await convert([secret], {
    ...{ name: "x", secrets: "env-file" },
    services: {
      web: {
        ...{ image: "web", environment: { PIN: "$secret:db:pin", URI: "x $secret:db:uri" } },
        ...{ command: ["--pin=$secret:db:pin", "8012", "--uri=$secret:db:uri"] },
      },
    },
  }, [indexer]);
  assertEquals(project.services.web, {
    image: "web",
    environment: { PIN: "${SECRET_DB_PIN:?}", URI: "x ${SECRET_DB_URI:?}" },
    command: ["--pin=${SECRET_DB_PIN:?}", "8012", "--uri=${SECRET_DB_URI:?}"],
  });
  assertEquals(variables, { SECRET_DB_PIN: "12", SECRET_DB_URI: "id-77-x" });
});
