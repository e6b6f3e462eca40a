import { assertEquals, assertRejects } from "@std/assert";
import { InputError, ToolMissingError } from "../errors.ts";
import type { runProgram } from "../run_program.ts";
import { findCompose } from "./program.ts";

/** A machine on which some commands answer. */
function machine(answers: Record<string, string | undefined>): typeof runProgram {
  return (program, args) => {
    const typed = [program, ...args].join(" ").replace(" version --short", "");
    if (!(typed in answers)) {
      return Promise.reject(new ToolMissingError(program, "it is not on the PATH"));
    }
    const stdout = answers[typed];
    const success = stdout !== undefined;
    return Promise.resolve({ success, code: success ? 0 : 1, stdout: stdout ?? "", stderr: "" });
  };
}

Deno.test("findCompose() takes docker's plugin, else the program of its own", async () => {
  assertEquals(await findCompose(machine({ "docker compose": "v2.24.6\n" })), {
    words: ["docker", "compose"],
    version: "2.24.6",
  });
  const other = machine({ "docker compose": undefined, "docker-compose": "5.5.0\n" });
  assertEquals((await findCompose(other)).words, ["docker-compose"]);
});

Deno.test("findCompose() says what is missing, and what to install", async () => {
  await assertRejects(
    () => findCompose(machine({})),
    InputError,
    'Docker Compose is not there, which "up" starts the project with: "docker" can\'t be started: it is not on the PATH; "docker-compose" can\'t be started: it is not on the PATH. Install it (https://docs.docker.com/compose/install/), or leave "up" out to convert alone',
  );
  await assertRejects(
    () => findCompose(machine({ "docker compose": undefined })),
    InputError,
    'there is a "docker", but it has no plugin "compose"',
  );
});

Deno.test("findCompose() names the flag when Deno may not run it", async () => {
  const denies = (programs: string[], answers: Record<string, string | undefined> = {}) => {
    const run: typeof runProgram = (program, args) => {
      if (!programs.includes(program)) return machine(answers)(program, args);
      const cause = new Deno.errors.NotCapable();
      return Promise.reject(new ToolMissingError(program, "denied", { cause }));
    };
    return run;
  };
  await assertRejects(
    () => findCompose(denies(["docker", "docker-compose"])),
    InputError,
    '"up" starts the project with Docker Compose, and Deno may not run "docker" or "docker-compose". Add --allow-run=docker,docker-compose, or leave "up" out to convert alone',
  );
  await assertRejects(
    () => findCompose(denies(["docker-compose"], { "docker compose": undefined })),
    InputError,
    'may not run "docker-compose"; there is a "docker", but it has no plugin "compose". Add --allow-run=docker-compose',
  );
  const { words } = await findCompose(denies(["docker"], { "docker-compose": "5.5.0" }));
  assertEquals(words, ["docker-compose"]);
});

Deno.test("findCompose() refuses one that can't read what is written", async () => {
  for (const old of ["1.29.2", "2.19.1"]) {
    await assertRejects(
      () => findCompose(machine({ "docker-compose": old })),
      InputError,
      `docker-compose is ${old}, and compose.yml needs 2.20 or newer`,
    );
  }
});
