import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { InputError, RenderError } from "../errors.ts";
import { type HelmfileOptions, renderHelmfile } from "./helmfile.ts";
import { unless, WINDOWS } from "../../../tools/unless.ts";

const LIST = '[{"name":"web","namespace":"shop","enabled":true,"installed":true}]';
const RENDER = `mkdir -p "$out/helmfile-1-web/web" && echo new > "$out/helmfile-1-web/web/a.yaml"`;

interface Stage {
  /** A folder of its own. */
  dir: string;
  /** Runs renderHelmfile() in it. */
  render(options?: Partial<HelmfileOptions>): ReturnType<typeof renderHelmfile>;
  /** Arguments that helmfile was called with, a line each. */
  calls(): Promise<string[]>;
}

/**
 * Puts a stand-in for helmfile on the PATH: a shell script that notes its
 * arguments and then does what `template`, `list` or `build` says. `$out` is where to
 * render to, `$home` the folder of the helmfile.
 */
async function withHelmfile(
  { template = RENDER, list = `echo '${LIST}'`, build = ":" }: {
    template?: string;
    list?: string;
    build?: string;
  },
  run: (stage: Stage) => Promise<void>,
): Promise<void> {
  const dir = await Deno.realPath(await Deno.makeTempDir());
  const path = Deno.env.get("PATH");
  try {
    const [bin, home] = [join(dir, "bin"), join(dir, "home")];
    await Deno.mkdir(bin);
    await Deno.mkdir(home);
    await Deno.writeTextFile(
      join(bin, "helmfile"),
      `#!/bin/sh
home='${home}'
echo "$*" >> '${dir}/calls'
case " $* " in
*" list "*) ${list} ;;
*" build "*) ${build} ;;
*" template "*)
  while [ "$1" != --output-dir ]; do shift; done
  out=$2
  ${template} ;;
esac
`,
      { mode: 0o755 },
    );
    await Deno.writeTextFile(join(home, "helmfile.yaml"), "releases: []\n");
    Deno.env.set("PATH", `${bin}:${path}`);
    await run({
      dir,
      render: (options) =>
        renderHelmfile({
          dir: home,
          outputDir: join(dir, "out"),
          ...options,
        }),
      calls: async () => (await Deno.readTextFile(join(dir, "calls"))).trim().split("\n"),
    });
  } finally {
    Deno.env.set("PATH", path!);
    await Deno.remove(dir, { recursive: true });
  }
}

/** All files below a folder. */
async function tree(dir: string, at = ""): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { name, isDirectory } of Deno.readDir(dir)) {
    const path = join(dir, name);
    if (isDirectory) Object.assign(found, await tree(path, `${at}${name}/`));
    else found[at + name] = (await Deno.readTextFile(path)).trim();
  }
  return found;
}

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ ...unless(name, WINDOWS), fn });
}

test("renderHelmfile() runs list, template and build", async () => {
  await withHelmfile({}, async ({ dir, render, calls }) => {
    const result = await render();

    const [file, out] = [join(dir, "home/helmfile.yaml"), result.dir];
    assertMatch(out, /\/out\/\.dekube\/\.helmfile-rendered-[0-9a-f]{8}$/);
    assertEquals(result, {
      dir: out,
      namespaces: new Map([["web", "shop"]]),
      needs: new Map(),
      notes: [],
    });
    assertEquals(await calls(), [
      `--file ${file} list --output json`,
      `--file ${file} template --output-dir ${out}`,
      `--file ${file} build`,
    ]);
    assertEquals(await tree(out), { "helmfile-1-web/web/a.yaml": "new" });
  });
});

test("renderHelmfile() hands on environment, namespace and further arguments", async () => {
  await withHelmfile({}, async ({ dir, render, calls }) => {
    const { dir: out } = await render({
      environment: "staging",
      namespace: "shop",
      passThrough: ["--state-values-set", "a=b"],
    });

    const start = `--file ${dir}/home/helmfile.yaml --environment staging --namespace shop`;
    assertEquals(await calls(), [
      `${start} list --output json --state-values-set a=b`,
      `${start} template --output-dir ${out} --state-values-set a=b`,
      `${start} build --state-values-set a=b`,
    ]);
  });
});

test("renderHelmfile() lists without further arguments when list does not know them", async () => {
  const list = `case "$*" in *--include-crds*) exit 1;; esac; echo '${LIST}'`;
  await withHelmfile({ list }, async ({ render }) => {
    const { namespaces, notes } = await render({
      passThrough: ["--include-crds"],
    });

    assertEquals(namespaces, new Map([["web", "shop"]]));
    assertEquals(notes, []);
  });
});

test("renderHelmfile() turns off the upgrade notice of helmfile", async () => {
  const template = `mkdir -p "$out"; echo "$HELMFILE_UPGRADE_NOTICE_DISABLED" > "$out/a"`;
  await withHelmfile({ template }, async ({ render }) => {
    assertEquals(await tree((await render()).dir), { a: "true" });
  });
});

for (const name of ["helmfile.yaml.gotmpl", "helmfile.d"]) {
  test(`renderHelmfile() picks ${name} when there is no helmfile.yaml`, async () => {
    await withHelmfile({}, async ({ dir, render, calls }) => {
      await Deno.rename(join(dir, "home/helmfile.yaml"), join(dir, "home", name));
      const { notes } = await render();

      assertStringIncludes((await calls())[0], `--file ${dir}/home/${name} `);
      assertEquals(notes, []);
    });
  });
}

test("renderHelmfile() has the folders of releases at the top when a folder of helmfiles nests them", async () => {
  const template =
    `for one in a-1-db b-2-web; do mkdir -p "$out/$home/helmfile.d/$one/web" && echo $one > "$out/$home/helmfile.d/$one/web/a.yaml"; done`;
  await withHelmfile({ template }, async ({ dir, render }) => {
    await Deno.rename(join(dir, "home/helmfile.yaml"), join(dir, "home/helmfile.d"));

    assertEquals(await tree((await render()).dir), {
      "a-1-db/web/a.yaml": "a-1-db",
      "b-2-web/web/a.yaml": "b-2-web",
    });
  });
});

test("renderHelmfile() says which helmfile it takes when there are two", async () => {
  await withHelmfile({}, async ({ dir, render }) => {
    await Deno.writeTextFile(join(dir, "home/helmfile.yaml.gotmpl"), "");
    const { notes } = await render();

    assertEquals(notes.map(({ code }) => code), ["several-helmfiles"]);
    assertStringIncludes(notes[0].message, "helmfile.yaml is used");
  });
});

test("renderHelmfile() leaves a folder alone when an earlier run left it", async () => {
  await withHelmfile({}, async ({ dir, render }) => {
    const other = join(dir, "out/.dekube/.helmfile-rendered");
    await Deno.mkdir(join(other, "helmfile-1-gone"), { recursive: true });
    await Deno.writeTextFile(join(other, "helmfile-1-gone/b.yaml"), "old");

    const { dir: rendered } = await render();

    assertEquals(await tree(other), { "helmfile-1-gone/b.yaml": "old" });
    assertEquals(await tree(rendered), { "helmfile-1-web/web/a.yaml": "new" });
    assertEquals((await Deno.stat(rendered)).mode! & 0o777, 0o700);
  });
});

test("renderHelmfile() makes the folder when helmfile renders nothing", async () => {
  await withHelmfile({ template: ":", list: "echo null" }, async ({ render }) => {
    const { dir, namespaces, notes } = await render();

    assertEquals(await tree(dir), {});
    assertEquals([namespaces.size, notes], [0, []]);
  });
});

test("renderHelmfile() moves files of nested helmfiles when they lie in folders of their own", async () => {
  const template = `${RENDER}
  nested="$home/sub/$(basename "$out")"
  mkdir -p "$nested/helmfile-1-web/web" "$nested/helmfile-2-db"
  echo nested > "$nested/helmfile-1-web/web/a.yaml"
  echo db > "$nested/helmfile-2-db/b.yaml"`;
  await withHelmfile({ template }, async ({ dir, render }) => {
    await Deno.mkdir(join(dir, "home/sub"));
    await Deno.writeTextFile(join(dir, "home/sub/helmfile.yaml"), "");
    const result = await render();

    assertEquals(await tree(result.dir), {
      "helmfile-1-web/web/a.yaml": "new",
      "helmfile-1-web/web/a-2.yaml": "nested",
      "helmfile-2-db/b.yaml": "db",
    });
    const left = await Array.fromAsync(Deno.readDir(join(dir, "home/sub")));
    assertEquals(left.map(({ name }) => name), ["helmfile.yaml"]);
  });
});

test("renderHelmfile() leaves folders alone when another run renders there at the same time", async () => {
  const template = `${RENDER}
  for other in .helmfile-rendered .helmfile-rendered-01234567; do
    mkdir -p "$home/out-staging/$other" && echo staging > "$home/out-staging/$other/b.yaml"
  done`;
  await withHelmfile({ template }, async ({ dir, render }) => {
    const result = await render();

    assertEquals(await tree(join(dir, "home/out-staging")), {
      ".helmfile-rendered/b.yaml": "staging",
      ".helmfile-rendered-01234567/b.yaml": "staging",
    });
    assertEquals(Object.keys(await tree(result.dir)), ["helmfile-1-web/web/a.yaml"]);
  });
});

test("renderHelmfile() leaves nothing of its own behind when helmfile fails", async () => {
  const template = `${RENDER}
  mkdir -p "$home/sub/$(basename "$out")" "$home/sub/.helmfile-rendered"
  exit 1`;
  await withHelmfile({ template }, async ({ dir, render }) => {
    await Deno.mkdir(join(dir, "out"));
    await Deno.writeTextFile(join(dir, "out/mine.txt"), "mine");
    await assertRejects(render, RenderError);
    assertEquals(await tree(join(dir, "out")), { "mine.txt": "mine" });
    const left = [...Deno.readDirSync(join(dir, "home/sub"))].map(({ name }) => name);
    assertEquals(left, [".helmfile-rendered"]);
  });
});

test("renderHelmfile() takes its own folder for no other when a link leads to it", async () => {
  await withHelmfile({}, async ({ dir, render }) => {
    await Deno.symlink(join(dir, "home"), join(dir, "link"));
    const options = {
      dir: join(dir, "home"),
      outputDir: join(dir, "link/out"),
    };
    await render(options);
    const result = await render(options);

    assertEquals(Object.keys(await tree(result.dir)), [
      "helmfile-1-web/web/a.yaml",
    ]);
  });
});

test("renderHelmfile() warns when list fails", async () => {
  const list = "echo no cluster >&2; exit 1";
  await withHelmfile({ list }, async ({ render }) => {
    const { namespaces, notes } = await render();

    assertEquals(namespaces.size, 0);
    assertEquals(notes.map(({ severity, code }) => [severity, code]), [
      ["warning", "helmfile-list-failed"],
    ]);
    assertStringIncludes(notes[0].message, "no cluster");
  });
});

test("renderHelmfile() knows what releases need when build says it", async () => {
  const build = "printf 'releases:\n- name: web\n  needs: [data/db]\n- name: db\n'";
  await withHelmfile({ build }, async ({ render }) => {
    const { needs, notes } = await render();

    assertEquals(needs, new Map([["web", ["db"]]]));
    assertEquals(notes, []);
  });
});

for (
  const [what, build, problem] of [
    ["fails", "echo no such environment >&2; exit 1", "no such environment"],
    ["does not answer in YAML", "printf 'releases:\n- {'", "it did not answer in YAML"],
  ]
) {
  test(`renderHelmfile() warns when build ${what}`, async () => {
    await withHelmfile({ build }, async ({ render }) => {
      const { needs, notes } = await render();

      assertEquals(needs.size, 0);
      assertEquals(notes.map(({ code }) => code), ["helmfile-build-failed"]);
      assertStringIncludes(notes[0].message, problem);
    });
  });
}

test("renderHelmfile() warns when list does not answer in JSON", async () => {
  await withHelmfile({ list: "echo NAME NAMESPACE" }, async ({ render }) => {
    const { notes } = await render();

    assertEquals(notes.map(({ code }) => code), ["helmfile-list-failed"]);
  });
});

test("renderHelmfile() has a folder for each release when two have one name", async () => {
  const list = `echo '[{"name":"web","namespace":"a"},{"name":"web","namespace":"b"}]'`;
  const template = `case "$*" in *'--output-dir-template {{ '*' "web" }}'*) ;; *) exit 7 ;; esac`;
  await withHelmfile({ list, template }, async ({ render }) => {
    const { namespaces, notes } = await render();

    assertEquals(namespaces, new Map([["a/web", "a"], ["b/web", "b"]]));
    assertEquals(notes, []);
  });
});

test("renderHelmfile() throws when helmfile fails", async () => {
  const template = `
  for i in $(seq 30); do echo "line $i" >&2; done
  echo "and s3cret is wrong" >&2
  echo "no value for 'password'" >&2
  exit 4`;
  await withHelmfile({ template }, async ({ render }) => {
    const { message } = await assertRejects(
      () => render({ passThrough: ["--state-values-set", "db.password=s3cret"] }),
      RenderError,
    );

    assertStringIncludes(message, "exit code 4");
    assertStringIncludes(message, "template --output-dir");
    assertStringIncludes(message, "--state-values-set 'db.password=***'");
    assertStringIncludes(message, "and *** is wrong");
    assertEquals(message.includes("s3cret"), false);
    assertStringIncludes(message, "line 30\n  and *** is wrong\n  no value for 'password'");
    assertEquals(message.includes("line 3\n"), false);
    assertStringIncludes(message, "--from-dir");
  });
});

test("renderHelmfile() names the environments that there are when it is given another", async () => {
  const template = `echo "err: no releases found" >&2; exit 3`;
  await withHelmfile({ template }, async ({ dir, render }) => {
    await Deno.writeTextFile(
      join(dir, "home/helmfile.yaml"),
      "environments:\n  default:\n  staging:\n---\nreleases: []\n",
    );
    const { message } = await assertRejects(() => render({ environment: "stagin" }), RenderError);
    assertStringIncludes(
      message,
      'The helmfile has no environment "stagin" (did you mean "staging"?). There are: default, staging.\nMend the helmfile',
    );
    const known = await assertRejects(() => render({ environment: "staging" }), RenderError);
    assertStringIncludes(known.message, "no releases found\n\nMend the helmfile");
    await Deno.writeTextFile(join(dir, "home/helmfile.yaml"), "releases: []\n");
    const none = await assertRejects(() => render({ environment: "staging" }), RenderError);
    assertStringIncludes(
      none.message,
      'The helmfile has no environments, so there is no "staging". Leave it out',
    );
  });
});

test("renderHelmfile() names the environments that there are when none is chosen", async () => {
  const template = `echo 'map has no entry for key "host"' >&2; exit 1`;
  await withHelmfile({ template }, async ({ dir, render }) => {
    const failed = async (helmfile: string) => {
      await Deno.writeTextFile(join(dir, "home/helmfile.yaml"), helmfile);
      return (await assertRejects(() => render({}), RenderError)).message;
    };
    assertStringIncludes(
      await failed("environments:\n  staging:\n  production:\n---\nreleases: []\n"),
      'no entry for key "host"\n\nThe helmfile has environments, and none was chosen: production, staging. ' +
        "Choose one: --environment production.\nMend the helmfile",
    );
    for (const environments of ["", "environments:\n  default:\n  staging:\n---\n"]) {
      const message = await failed(`${environments}releases: []\n`);
      assertEquals(message.includes("none was chosen"), false);
    }
  });
});

test("renderHelmfile() says what is missing when values are encrypted", async () => {
  const template = `echo "plugin secrets not installed" >&2; exit 1`;
  await withHelmfile({ template }, async ({ render }) => {
    const { message } = await assertRejects(() => render(), RenderError);
    assertStringIncludes(message, "Helm reads them with its plugin helm-secrets. Install it");
  });
});

test("renderHelmfile() says what -n does where releases need others by their namespace", async () => {
  const said =
    `in helmfile.yaml: release(s) "other/api" depend(s) on an undefined release "data/db". Perhaps you made a typo`;
  await withHelmfile({ template: `echo '${said}' >&2; exit 1` }, async ({ render }) => {
    const { message } = await assertRejects(() => render(), RenderError);
    assertStringIncludes(
      message,
      'No release of this helmfile and environment is called "data/db"',
    );
  });
});

test("renderHelmfile() throws when helmfile is not installed", async () => {
  await withHelmfile({}, async ({ dir, render }) => {
    Deno.env.set("PATH", join(dir, "none"));

    const { message } = await assertRejects(() => render(), RenderError);

    assertStringIncludes(message, '"helmfile" can\'t be started');
    assertStringIncludes(message, "Install it");
    assertStringIncludes(message, "--from-dir");
  });
});

test("renderHelmfile() throws when there is no helmfile in the folder", async () => {
  await withHelmfile({}, async ({ dir, render }) => {
    await assertRejects(
      () => render({ dir }),
      RenderError,
      `"${dir}" has no helmfile.yaml`,
    );
  });
});

test("renderHelmfile() says how to name a file when that is what it is given", async () => {
  await withHelmfile({}, async ({ dir, render }) => {
    const file = join(dir, "mine.yaml");
    await Deno.writeTextFile(file, "");
    await assertRejects(
      () => render({ dir: file }),
      InputError,
      `"${file}" is a file, and --helmfile-dir names a folder. Name the file with -f, or its folder.`,
    );
  });
});

test("renderHelmfile() throws when the folder of the manifests can't be made", async () => {
  await withHelmfile({}, async ({ dir, render }) => {
    await Deno.writeTextFile(join(dir, "out"), "a file");

    await assertRejects(() => render(), Error, join(dir, "out"));
  });
});
