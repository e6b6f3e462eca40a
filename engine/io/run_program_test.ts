import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { defaultLimits } from "../../pacts/limits.ts";
import { InputError, ToolMissingError } from "./errors.ts";
import { runProgram } from "./run_program.ts";
import { unless, WINDOWS } from "../../tools/unless.ts";

/** Runs a line of TypeScript as an external program. */
function evaluate(code: string, options?: Parameters<typeof runProgram>[2]) {
  return runProgram(Deno.execPath(), ["eval", "--no-config", code], options);
}

Deno.test("runProgram() collects stdout and stderr when a program succeeds", async () => {
  const result = await evaluate("console.log('out'); console.error('err')");

  assertEquals(result, {
    success: true,
    code: 0,
    stdout: "out\n",
    stderr: "err\n",
  });
});

Deno.test("runProgram() gives the exit code when a program fails", async () => {
  const { success, code } = await evaluate("Deno.exit(3)");

  assertEquals([success, code], [false, 3]);
});

Deno.test("runProgram() collects all output when there is much on both sides", async () => {
  const { stdout, stderr } = await evaluate(
    "for (let i = 0; i < 2e4; i++) { console.log('x'.repeat(99)); console.error('y'.repeat(99)) }",
  );

  assertEquals([stdout.length, stderr.length], [2e6, 2e6]);
});

Deno.test("runProgram() sets folder and environment, and keeps what was there", async () => {
  const dir = await Deno.realPath(await Deno.makeTempDir());
  try {
    const { stdout } = await evaluate(
      "console.log(Deno.cwd(), Deno.env.get('NEW'), Deno.env.has('PATH'))",
      { cwd: dir, env: { NEW: "1" } },
    );

    assertEquals(stdout, `${dir} 1 true\n`);
  } finally {
    await Deno.remove(dir);
  }
});

Deno.test("runProgram() throws when there is no such program", async () => {
  await assertRejects(
    () => runProgram("dekube-no-such-program", []),
    ToolMissingError,
    '"dekube-no-such-program" can\'t be started: it is not on the PATH.',
  );
});

Deno.test("runProgram() throws when the folder to run in does not exist", async () => {
  const dir = await Deno.makeTempDir();
  await Deno.remove(dir);

  await assertRejects(
    () => runProgram(Deno.execPath(), ["--version"], { cwd: join(dir, "none") }),
    InputError,
    "there is no such folder",
  );
});

Deno.test({
  ...unless("runProgram() throws when the program is not executable", WINDOWS),
  async fn() {
    const file = await Deno.makeTempFile();
    try {
      await assertRejects(
        () => runProgram(file, []),
        ToolMissingError,
        "permission denied",
      );
    } finally {
      await Deno.remove(file);
    }
  },
});

Deno.test("runProgram() ends a program when it writes more than the limits allow", async () => {
  await assertRejects(
    () =>
      evaluate("for (;;) console.log('x'.repeat(9999))", {
        limits: { ...defaultLimits(), input: 100_000 },
      }),
    InputError,
    'writes more than 100000 bytes, the limit. If that is meant, raise "limits.input" in dekube.yaml',
  );
});
