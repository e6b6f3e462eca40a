import { assertEquals } from "@std/assert";
import { missingFlag } from "./missing_flag.ts";

Deno.test("missingFlag() names the flag with what is missing, and none that gives everything for one path", () => {
  for (
    const [message, said] of [
      ['Requires write access to "a b", run again', "add --allow-write='a b'"],
      ["Requires write access to <TMP>, run again", "add --allow-write"],
      [
        'Requires all access to "/proc/x", run again with the --allow-all flag',
        "Deno reaches that with -A alone. Give that, or name another path",
      ],
      ["something else", undefined],
    ] as const
  ) assertEquals(missingFlag(new Error(message)), said);
});
