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

Deno.test({
  ...unless("what a program has started ends with us, however we end", WINDOWS),
  async fn() {
    const dir = await Deno.makeTempDir();
    try {
      const module = new URL("run_program.ts", import.meta.url).href;
      for (const signal of ["SIGKILL", "SIGTERM"] as const) {
        const pids = `${dir}/${signal}`;
        const script = `echo $$ >>${pids}; sleep 100 & echo $! >>${pids}; wait`;
        const us = new Deno.Command(Deno.execPath(), {
          args: [
            "eval",
            `import { runProgram } from ${JSON.stringify(module)};` +
            `await runProgram("sh", ["-c", ${JSON.stringify(script)}]);`,
          ],
        }).spawn();
        const started = await eventually(async () => {
          const lines = (await Deno.readTextFile(pids).catch(() => "")).trim().split("\n");
          return lines.length === 2 ? lines : undefined;
        });
        assertEquals(started.map(isRunning), [true, true]);
        us.kill(signal);
        await us.status;
        await eventually(() => started.some(isRunning) ? undefined : true);
      }
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});

/** What something gives as soon as it gives anything. */
async function eventually<T>(ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("it does not come to pass");
}

/** Whether a process does something yet: one that has ended stays in the list until its parent asks. */
function isRunning(pid: string): boolean {
  const { stdout } = new Deno.Command("ps", { args: ["-o", "stat=", "-p", pid] }).outputSync();
  const state = new TextDecoder().decode(stdout).trim();
  return state !== "" && !state.startsWith("Z");
}
