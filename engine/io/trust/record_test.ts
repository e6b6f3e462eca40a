import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { UserError } from "../../core/user_error.ts";
import { readRecord, writeRecord } from "./record.ts";

const FOLDER = "/srv/shop";
const SPECIFIER = "file:///srv/shop/e.js";

async function withFile(use: (file: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await use(join(dir, "trust", "record.json"));
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("readRecord() takes an entry for none when it is not what was written", async () => {
  await withFile(async (file) => {
    const good = { [SPECIFIER]: "sha256-00" };
    await writeRecord({ folder: FOLDER, file }, { folder: FOLDER, allowed: { [SPECIFIER]: good } });
    assertEquals((await readRecord({ folder: FOLDER, file })).allowed, { [SPECIFIER]: good });
    for (
      const odd of [null, "x", 5, [], { x: "sha256-00" }, { [SPECIFIER]: 1 }, { "file:///%zz[": 1 }]
    ) {
      await Deno.writeTextFile(
        file,
        JSON.stringify({ folder: FOLDER, allowed: { [SPECIFIER]: odd } }),
      );
      assertEquals((await readRecord({ folder: FOLDER, file })).allowed, {}, JSON.stringify(odd));
    }
  });
});

Deno.test("writeRecord() says where it can't remember when the place is no folder", async () => {
  await withFile(async (file) => {
    const place = join(file, "..");
    await Deno.writeTextFile(place, "");
    const record = { folder: FOLDER, allowed: {} };
    await assertRejects(
      () => writeRecord({ folder: FOLDER, file }, record),
      UserError,
      `what ${FOLDER} may load can't be kept in ${place}: `,
    );
  });
});
