import { assert, assertEquals } from "@std/assert";
import { runTestTool } from "../../tools/needs_tool.ts";
import { unless, WINDOWS } from "../../tools/unless.ts";
import { FILL, HAND_OVER, ONCE, READY, START } from "./scripts.ts";

/** Paths that the scripts have in a container. */
const PATHS = ["empty", "dekube", "filled", "kept", "pod", ".pod", ".pod-started", ".pod-seen"];
const PATH = new RegExp(`(?<![\\w}*.-])/(?=(?:${PATHS.join("|")})(?![\\w-]))`, "g");

/**
 * What is BusyBox's own there: the copy of itself, which it tries at once. And nobody sleeps for a day: what has come
 * to that is told to end.
 */
const STUBS = `cp() { case $1 in /proc/self/exe) echo x >"$2" ;; *) command cp "$@" ;; esac; }
chroot() { [ -x "$1$2" ]; }
sleep() { kill $$; }`;

/** A folder in place of a container's root, to run the scripts in. */
class Root {
  readonly #path: string;

  /** A root at a folder. */
  constructor(path: string) {
    this.#path = path;
  }

  /** Runs a script of the system's own shell; `stubs` go before it. */
  run(script: string, args: readonly string[] = [], stubs = STUBS) {
    return runTestTool("sh", [
      "-c",
      `${stubs}\n${script.replaceAll(PATH, `${this.#path}/`)}`,
      "sh",
      ...args,
    ]);
  }

  /** Makes a file and the folders that it lies in. */
  async write(path: string, content = "", mode = 0o644): Promise<string> {
    const at = `${this.#path}/${path}`;
    await Deno.mkdir(at.slice(0, at.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(at, content);
    await Deno.chmod(at, mode);
    return at;
  }

  /** Text of a file; `undefined` where there is none. */
  async read(path: string): Promise<string | undefined> {
    return await Deno.readTextFile(`${this.#path}/${path}`).catch(() => undefined);
  }

  /** Names in a folder. */
  list(path: string): string[] {
    return [...Deno.readDirSync(`${this.#path}/${path}`)].map(({ name }) => name).sort();
  }

  /** Makes a link. */
  async link(target: string, path: string): Promise<void> {
    await Deno.symlink(target, `${this.#path}/${path}`);
  }

  /** Mode of a file or folder. */
  mode(path: string): string {
    return (Deno.statSync(`${this.#path}/${path}`).mode! & 0o7777).toString(8);
  }
}

/** A test with a root of its own. */
function inRoot(name: string, test: (root: Root) => Promise<void>): void {
  Deno.test({
    ...unless(name, WINDOWS),
    async fn() {
      const path = await Deno.makeTempDir();
      try {
        await test(new Root(path));
      } finally {
        await Deno.remove(path, { recursive: true });
      }
    },
  });
}

inRoot("START empties and opens each emptyDir when the pod is new", async (root) => {
  await root.write("empty/a/file");
  await root.write("empty/a/.hidden/deep/file");
  await root.write("empty/b c/-rf");
  await root.run(START);
  assertEquals([root.list("empty/a"), root.list("empty/b c")], [[], []]);
  assertEquals([root.mode("empty/a"), root.mode("empty/b c")], ["777", "777"]);
  assertEquals(await root.read(".pod-started"), "");
});

inRoot("START leaves everything as it is when the container starts again", async (root) => {
  await root.write("empty/a/file");
  await root.run(START);
  await root.write("empty/a/made");
  await root.write("pod/done/fill");
  await root.write(".pod-seen");
  await root.run(START);
  assertEquals([root.list("empty/a"), root.list("pod/done")], [["made"], ["fill"]]);
  // The health check has to look again.
  assertEquals(await root.read(".pod-seen"), undefined);
});

inRoot("START gives emptyDirs to the group that the pod names", async (root) => {
  await root.write("empty/a/file");
  const stubs = `${STUBS}\nchgrp() { echo "chgrp $1"; }\nFS_GROUP=4321`;
  const { said } = await root.run(START, [], stubs);
  assertEquals(said, "chgrp 4321\n");
  assertEquals(root.mode("empty/a"), "2777");
});

inRoot("START lays out what init containers run by, and forgets who is done", async (root) => {
  await root.write("empty/a/file");
  await root.write("pod/done/fill");
  await root.write("dekube/once.sh", "once");
  await root.run(START);
  assertEquals(root.list("pod"), ["busybox", "done", "once"]);
  assertEquals(root.list("pod/done"), []);
  assertEquals([root.mode("pod/done"), root.mode("pod/once")], ["1777", "755"]);
  assertEquals(await root.read("pod/once"), "once");
});

inRoot("START fails, and says what to do, when its BusyBox runs nowhere else", async (root) => {
  await root.write("empty/a/file");
  await root.write("pod/.keep");
  await root.write("dekube/once.sh");
  const { success, said } = await root.run(START, [], `${STUBS}\nchroot() { false; }`);
  assertEquals(success, false);
  assert(said.includes("extensions.workload.pod_image"), said);
  assertEquals(await root.read(".pod-started"), undefined);
});

inRoot("READY is so as soon as the pod has started, and asks seldom from then on", async (root) => {
  const ask = () => root.run(READY, [], "sleep() { echo slept $1; }");
  assertEquals(await ask(), { success: false, said: "" });
  await root.write(".pod-started");
  assertEquals(await ask(), { success: true, said: "" });
  assertEquals(await ask(), { success: true, said: "slept 86400\n" });
});

inRoot("ONCE runs a command until it succeeds, and then no more", async (root) => {
  await root.write(".pod/done/other");
  const code = await root.write("code", "7");
  const fill = ["fill", "sh", "-c", 'echo "$0" "$@"; exit $(cat "$2")', "a b", "$x", code];
  const run = () => root.run(ONCE, fill, "");
  assertEquals(await run(), { success: false, said: `a b $x ${code}\n` });
  const failed = await root.run(`(${ONCE})\necho $?`, fill, "");
  assertEquals(failed.said.split("\n").at(-2), "7");
  await Deno.writeTextFile(code, "0");
  assertEquals(await run(), { success: true, said: `a b $x ${code}\n` });
  assertEquals(await run(), { success: true, said: "" });
  assertEquals(root.list(".pod/done"), ["fill", "other"]);
});

inRoot(
  "ONCE looks a program up as the container would, not among its shell's own",
  async (root) => {
    await root.write(".pod/done/.keep");
    await root.write("first/true");
    const program = await root.write("bin/true", "#!/bin/sh\necho mine $1", 0o755);
    const folders = ["first", "bin"].map((name) => program.replace("bin/true", name)).join(":");
    const { said } = await root.run(ONCE, ["fill", "true", "x"], `PATH=${folders}:$PATH`);
    assertEquals(said, "mine x\n");
    const whole = await root.run(ONCE, ["whole", program, "y"], "");
    assertEquals(whole.said, "mine y\n");
  },
);

inRoot("ONCE fails when there is no such program", async (root) => {
  await root.write(".pod/done/.keep");
  const { said } = await root.run(`(${ONCE})\necho $?`, ["fill", "no-such-program"], "");
  assert(said.includes("127\n"), said);
  assertEquals(root.list(".pod/done"), [".keep"]);
});

inRoot("ONCE passes on that it is to end, and waits until it has", async (root) => {
  await root.write(".pod/done/.keep");
  const begun = await root.write("begun");
  const command = `trap 'sleep 0.2; echo ended; exit 3' TERM; echo x >${begun}; ` +
    "while :; do sleep 0.05; done";
  const { said } = await root.run(
    `(${ONCE}) & while [ ! -s ${begun} ]; do sleep 0.05; done\n` +
      "kill -TERM $!; wait $!; echo $?",
    ["fill", "sh", "-c", command],
    "",
  );
  assertEquals(said, "ended\n3\n");
  assertEquals(root.list(".pod/done"), [".keep"]);
});

inRoot("FILL moves what was filled once, and throws away what is filled later", async (root) => {
  await root.write("pod/done/.keep");
  await root.write("filled/a/.hidden/file", "first", 0o600);
  await root.write("filled/b c/file", "first");
  await root.write("kept/a/own");
  await root.write("kept/b c/own");
  assertEquals(await root.run(FILL), { success: true, said: "" });
  assertEquals(await root.read("kept/a/.hidden/file"), "first");
  assertEquals(root.mode("kept/a/.hidden/file"), "600");
  assertEquals(root.list("kept/b c"), ["file", "own"]);
  assertEquals([root.list("filled/a"), root.list("filled/b c")], [[], []]);

  await root.write("filled/a/.hidden/file", "second");
  assertEquals(await root.run(FILL), { success: true, said: "" });
  assertEquals(await root.read("kept/a/.hidden/file"), "first");
  assertEquals(root.list("filled/a"), []);
});

inRoot("FILL moves what is to be moved at another moment, too", async (root) => {
  await root.write("pod/done/filled");
  await root.write("filled/a/file", "first");
  await root.write("kept/a/own");
  for (const _ of [1, 2]) assertEquals((await root.run(FILL, ["early"])).success, true);
  assertEquals([root.list("kept/a"), root.list("filled/a")], [["file", "own"], []]);
  assertEquals(root.list("pod/done"), ["early", "filled"]);
});

inRoot("FILL moves again when it was cut off", async (root) => {
  await root.write("pod/done/.keep");
  await root.write("filled/a/file", "first");
  const { success } = await root.run(FILL);
  assertEquals(success, false, "there is no kept/a yet");
  assertEquals(root.list("pod/done"), [".keep"]);
  await root.write("kept/a/own");
  assertEquals((await root.run(FILL)).success, true);
  assertEquals(root.list("kept/a"), ["file", "own"]);
});

inRoot("HAND_OVER moves what is at a path to the path's own volume, once a pod", async (root) => {
  await root.write("pod/done/.keep");
  await root.write("kept/a-b/.keep");
  await root.write("kept/a/b/c/.hidden/file", "first", 0o600);
  await root.write("kept/a/b/other");
  const run = () => root.run(HAND_OVER, ["a", "b/c", "a-b", "once"]);
  assertEquals(await run(), { success: true, said: "" });
  assertEquals(root.list("kept/a-b"), [".hidden", ".keep"]);
  assertEquals(root.mode("kept/a-b/.hidden/file"), "600");
  assertEquals([root.list("kept/a/b"), root.list("kept/a/b/c")], [["c", "other"], []]);

  await root.write("kept/a/b/c/late");
  assertEquals(await run(), { success: true, said: "" });
  assertEquals(root.list("kept/a-b"), [".hidden", ".keep"]);
});

inRoot("HAND_OVER does it at each start where init containers fill volumes again", async (root) => {
  await root.write("pod/done/.keep");
  await root.write("kept/b/.keep");
  for (const name of ["one", "two"]) {
    await root.write(`kept/a/b/${name}`);
    assertEquals(await root.run(HAND_OVER, ["a", "b", "b", "again"]), { success: true, said: "" });
  }
  assertEquals(root.list("kept/b"), [".keep", "one", "two"]);
});

inRoot("HAND_OVER makes what nobody left, with the modes that kubelet gives", async (root) => {
  await root.write("pod/done/.keep");
  await root.write("kept/a/.keep");
  await root.write("kept/a-x/.keep");
  await root.run("chmod 2777 /kept/a");
  const { success, said } = await root.run(
    HAND_OVER,
    ["a", "x/y", "", "once", "a", "x/z", "a-x", "once"],
  );
  assertEquals([success, said], [true, ""]);
  assertEquals([root.mode("kept/a/x"), root.mode("kept/a/x/y")], ["2755", "2777"]);
  assertEquals(root.mode("kept/a-x"), "2777");
});

inRoot("HAND_OVER makes points to mount on, and leaves what is there", async (root) => {
  await root.write("kept/a/page", "one");
  await root.write("kept/a/conf/x", "two");
  await root.link("page", "kept/a/link");
  await root.link("/no/such/folder", "kept/a/lost");
  const paths = ["page", "conf/", "link", "lost", "lost/", "new/deep/", "new/file"];
  const run = () => root.run(HAND_OVER, paths.flatMap((path) => ["a", path, "", "point"]));
  for (const _ of [1, 2]) assertEquals(await run(), { success: true, said: "" });
  assertEquals(root.list("kept/a"), ["conf", "link", "lost", "new", "page"]);
  assertEquals(root.list("kept/a/new"), ["deep", "file"]);
  assertEquals([await root.read("kept/a/page"), await root.read("kept/a/new/file")], ["one", ""]);
  assertEquals(root.list("kept/a/new/deep"), []);
});

inRoot(
  "HAND_OVER follows links inside the volume, and refuses those that lead out",
  async (root) => {
    await root.write("pod/done/.keep");
    await root.write("kept/now/.keep");
    await root.write("kept/a/rev1/page", "one");
    await root.write("elsewhere/secret");
    await root.link("rev1", "kept/a/current");
    await root.link("../../elsewhere", "kept/a/out");
    await root.link("/no/such/folder", "kept/a/lost");
    assertEquals((await root.run(HAND_OVER, ["a", "current", "now", "once"])).success, true);
    assertEquals(await root.read("kept/now/page"), "one");
    // Others may have the volume as a whole.
    assertEquals(await root.read("kept/a/rev1/page"), "one");
    for (const path of ["out", "lost"]) {
      const { success, said } = await root.run(HAND_OVER, ["a", path, "now", "again"]);
      assertEquals(success, false);
      assert(said.includes("is a link that leads out of the volume"), said);
    }
    assertEquals(root.list("kept/now"), [".keep", "page"]);
  },
);

inRoot(
  "HAND_OVER leaves a file where it is mounted from, and no volume can be one",
  async (root) => {
    await root.write("pod/done/.keep");
    await root.write("kept/to/.keep");
    await root.write("kept/a/conf", "text");
    assertEquals(await root.run(HAND_OVER, ["a", "conf", "", "once"]), { success: true, said: "" });
    const { success, said } = await root.run(HAND_OVER, ["a", "conf", "to", "once"]);
    assertEquals(success, false);
    assert(said.includes("volumes: {a: {host_path: FOLDER}}"), said);
    assertEquals(await root.read("kept/a/conf"), "text");
  },
);
