import { assertEquals, assertRejects } from "@std/assert";
import { UserError } from "../../core/user_error.ts";
import { allow } from "./allow.ts";

const entries = [
  { entry: "./x.ts", specifier: "file:///shop/out/x.ts" },
  { entry: "npm:y", specifier: "npm:y" },
];

/** How often is asked, and what. */
async function asked(
  options: { trust?: boolean; answer?: boolean },
  named = entries,
): Promise<string[]> {
  const questions: string[] = [];
  await allow(named, {
    configFile: "out/dekube.yaml",
    trust: options.trust ?? false,
    ask(question) {
      questions.push(question);
      return Promise.resolve(options.answer);
    },
  });
  return questions;
}

Deno.test("allow() asks once for all, and says what it would load", async () => {
  assertEquals(await asked({ answer: true }), [
    "out/dekube.yaml names extensions that are not dekube's: ./x.ts (/shop/out/x.ts), npm:y. " +
    "Extensions get no permissions, but they decide what compose.yml runs on this machine. Load them?",
  ]);
});

Deno.test("allow() asks nobody when there is nothing new, or the user has said yes", async () => {
  assertEquals(await asked({ answer: true }, []), []);
  assertEquals(await asked({ trust: true }), []);
});

Deno.test("allow() throws when the answer is no, or nobody is there", async () => {
  for (const answer of [false, undefined]) {
    await assertRejects(
      () => asked({ answer }, entries.slice(1)),
      UserError,
      "out/dekube.yaml names an extension that is not dekube's: npm:y. Nothing of that was loaded. " +
        'Look at it, and allow it once with --trust; or take it out of "depends"',
    );
  }
});
