import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { RenderError } from "../io/errors.ts";
import { posixTest, type Stage, withPrograms } from "../io/_testing.ts";
import { tarGzOf } from "../io/tools/_tar.ts";
import type { ToolRelease } from "../io/tools/releases.ts";
import { parseCommand } from "./args.ts";
import type { KnownInput } from "./command_input.ts";
import { provideTools, toolsFor, type ToolsOptions, toolsPlace } from "./provide_tools.ts";

const PROGRAM = "#!/bin/sh\necho downloaded\n";
const ARCHIVE = await tarGzOf({ tool: PROGRAM });
const SHA256 = new Uint8Array(await crypto.subtle.digest("SHA-256", ARCHIVE)).toHex();
const NAMES = ["helmfile", "helm"];

/** Runs a test with a server of archives; `asked` and `said` tell what happened. */
async function withServer(
  installed: string[],
  run: (
    stage: Stage & { asked: string[]; said: string[]; served: string[] },
    options: ToolsOptions,
  ) => Promise<void>,
): Promise<void> {
  const [asked, said, served]: string[][] = [[], [], []];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, ({ url }) => {
    served.push(new URL(url).pathname);
    return new Response(ARCHIVE);
  });
  const release = (tool: string): ToolRelease => ({
    tool,
    version: "v1",
    archive: `${tool}.tar.gz`,
    url: `http://127.0.0.1:${server.addr.port}/${tool}.tar.gz`,
    sha256: SHA256,
    member: "tool",
  });
  const scripts = Object.fromEntries(installed.map((name) => [name, "echo installed"]));
  try {
    await withPrograms(scripts, async (stage) => {
      // Nothing of the machine's own.
      Deno.env.set("PATH", join(stage.dir, "bin"));
      await run({ ...stage, asked, said, served }, {
        folder: join(stage.dir, "tools"),
        release,
        ask: (question) => {
          asked.push(question);
          return Promise.resolve(undefined);
        },
        say: ({ message }) => said.push(message),
      });
    });
  } finally {
    await server.shutdown();
  }
}

async function run(program: string): Promise<string> {
  const { stdout } = await new Deno.Command(program).output();
  return new TextDecoder().decode(stdout).trim();
}

Deno.test("toolsFor() is what an input is rendered with, the first program first", () => {
  const of = (...args: string[]) => toolsFor(parseCommand(args).input as KnownInput);
  assertEquals(of(), NAMES);
  assertEquals(of("--helm-chart", "c"), ["helm"]);
  assertEquals(of("--kustomize", "k"), []);
  assertEquals(of("--from-dir", "d"), []);
  assertEquals(toolsFor({ kind: "folder", dir: ".", isDetected: true }), []);
});

posixTest("toolsPlace() is in the user's own folder, and knows the distribution's mirror", () => {
  const home = Deno.env.get("HOME")!;
  const folder = join(home, ".mine/tools");
  assertEquals(toolsPlace("~/.mine/tools", "my-own"), { folder, mirror: undefined });
  Deno.env.set("MY_OWN_MIRROR", "https://mirror.example/");
  try {
    const mirror = "https://mirror.example/";
    assertEquals(toolsPlace("~/.mine/tools", "my-own"), { folder, mirror });
  } finally {
    Deno.env.delete("MY_OWN_MIRROR");
  }
  return Promise.resolve();
});

posixTest("provideTools() downloads from a mirror when there is one", async () => {
  await withServer([], async ({ served }, options) => {
    const release = (tool: string) => ({ ...options.release!(tool)!, url: "http://127.0.0.1:1/x" });
    const { url } = options.release!("helm")!;
    const mirror = new URL("mirror/", url).href;
    await provideTools(["helm"], { downloadTools: true }, { ...options, release, mirror });
    assertEquals(served, ["/mirror/helm.tar.gz"]);
  });
});

posixTest("provideTools() does nothing when all is installed", async () => {
  await withServer(NAMES, async ({ asked, served, dir }, options) => {
    await provideTools(NAMES, { downloadTools: true }, options);
    assertEquals([asked, served], [[], []]);
    assertEquals(Deno.env.get("PATH"), join(dir, "bin"));
  });
});

posixTest(
  "provideTools() downloads what is missing when it is told to, and only that",
  async () => {
    await withServer(["helm"], async ({ asked, said, served }, options) => {
      await provideTools(NAMES, { downloadTools: true }, options);
      assertEquals([asked, served], [[], ["/helmfile.tar.gz"]]);
      assertStringIncludes(said[0], "downloading helmfile v1 from http://127.0.0.1:");
      assertEquals(await run("helmfile"), "downloaded");
      assertEquals(await run("helm"), "installed");
    });
  },
);

posixTest("provideTools() downloads when the user says yes", async () => {
  await withServer([], async ({ served }, options) => {
    const questions: string[] = [];
    const ask = (question: string) => Promise.resolve(questions.push(question) > 0);
    await provideTools(NAMES, { downloadTools: false }, { ...options, ask });
    assertEquals(served, ["/helmfile.tar.gz", "/helm.tar.gz"]);
    assertEquals(questions.length, 1);
    assertStringIncludes(questions[0], "helmfile and helm are not installed. Download helmfile v1");
    assertEquals(await run("helm"), "downloaded");
  });
});

posixTest(
  "provideTools() says how to get it when nobody answers, or the answer is no",
  async () => {
    await withServer([], async ({ served }, options) => {
      for (const answer of [undefined, false]) {
        const ask = () => Promise.resolve(answer);
        const { message } = await assertRejects(
          () => provideTools(["helm"], { downloadTools: false }, { ...options, ask }),
          RenderError,
        );
        assertStringIncludes(message, '"helm" is not on the PATH. Install it (');
        assertStringIncludes(message, "https://helm.sh/docs/intro/install/");
        assertStringIncludes(message, "or add --download-tools to have helm v1 downloaded into");
      }
      assertEquals(served, []);
    });
  },
);

posixTest("provideTools() offers nothing when no release is known for the system", async () => {
  await withServer([], async ({ asked }, options) => {
    const release = () => undefined;
    const { message } = await assertRejects(
      () => provideTools(["helm"], { downloadTools: true }, { ...options, release }),
      RenderError,
    );
    assertEquals(message.includes("--download-tools"), false);
    assertEquals(asked, []);
  });
});

posixTest(
  "provideTools() goes on, and says so, when only what helmfile runs is missing",
  async () => {
    await withServer(["helmfile"], async ({ said }, options) => {
      await provideTools(NAMES, { downloadTools: false }, options);
      assertEquals(said.length, 1);
      assertStringIncludes(
        said[0],
        '"helm" is not on the PATH, and helmfile runs it. Install it (',
      );
    });
  },
);

posixTest(
  "provideTools() uses what was downloaded before, without asking or the network",
  async () => {
    await withServer([], async ({ dir, asked, served }, options) => {
      await provideTools(["helm"], { downloadTools: true }, options);
      served.length = 0;
      Deno.env.set("PATH", join(dir, "bin"));
      await provideTools(["helm"], { downloadTools: false }, options);
      assertEquals([asked, served], [[], []]);
      assertEquals(await run("helm"), "downloaded");
    });
  },
);

posixTest("provideTools() runs no program that somebody else put there", async () => {
  await withServer([], async ({ write, dir }, options) => {
    await write({ "tools/bin/helm": "#!/bin/sh\necho evil\n" });
    await Deno.chmod(join(dir, "tools/bin/helm"), 0o755);
    await assertRejects(
      () => provideTools(["helm"], { downloadTools: false }, options),
      RenderError,
    );
    assertEquals(Deno.env.get("PATH"), join(dir, "bin"));
    // Nor where another one was downloaded.
    await provideTools(["helmfile"], { downloadTools: true }, options);
    assertEquals(await run("helmfile"), "downloaded");
    assertEquals(await Array.fromAsync(Deno.readDir(join(dir, "tools/bin")), ({ name }) => name), [
      "helmfile",
    ]);
  });
});
