import { assertEquals, assertRejects } from "@std/assert";
import { Diagnostics } from "../../pacts/mod.ts";
import { UserError } from "../core/user_error.ts";
import { readConfigFile } from "./config_file.ts";

async function inFolder(run: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await run(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("readConfigFile() names the file and why when it is too large to be one", async () => {
  await inFolder(async (dir) => {
    await Deno.writeTextFile(`${dir}/dekube.yaml`, "name: shop\n");
    const { config } = await readConfigFile(dir, new Diagnostics());
    assertEquals(config.name, "shop");
    // It has no blocks on the disk.
    await Deno.truncate(`${dir}/dekube.yaml`, 2 ** 40);
    await assertRejects(
      () => readConfigFile(dir, new Diagnostics()),
      UserError,
      `${dir}/dekube.yaml can't be read: it is larger than 16 MiB, and more is not read. Mend it`,
    );
  });
});

Deno.test({
  name: "readConfigFile() says so when the file is a device that has no end",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inFolder(async (dir) => {
      await Deno.symlink("/dev/zero", `${dir}/dekube.yaml`);
      await assertRejects(
        () => readConfigFile(dir, new Diagnostics()),
        UserError,
        "it is a pipe or a device, not a file",
      );
    }),
});
