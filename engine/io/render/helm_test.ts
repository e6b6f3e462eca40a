import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { Diagnostic } from "../../../pacts/diagnostics.ts";
import { defaultLimits } from "../../../pacts/limits.ts";
import { RenderError } from "../errors.ts";
import { posixTest as test, type Stage, withPrograms } from "../_testing.ts";
import { renderChart } from "./helm.ts";

const RENDER = `printf -- '---\\n# Source: web/templates/pod.yaml\\nkind: Pod\\n'`;

async function withHelm(script: string, run: (stage: Stage) => Promise<void>): Promise<void> {
  await withPrograms({ helm: script }, async (stage) => {
    await stage.write({ "web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n" });
    await run(stage);
  });
}

test("renderChart() gives what Helm prints, by template", async () => {
  await withHelm(RENDER, async ({ dir, calls }) => {
    assertEquals(await renderChart({ chart: `${dir}/web` }), {
      name: "web",
      files: [{
        file: "web/templates/pod.yaml",
        text: "---\n# Source: web/templates/pod.yaml\nkind: Pod\n",
      }],
    });
    assertEquals(await calls(), [`helm template web ${dir}/web`]);
  });
});

test("renderChart() hands on release, namespace, values and further arguments", async () => {
  await withHelm(RENDER, async ({ calls }) => {
    await renderChart({
      chart: "oci://example.com/charts/Web_App:1.2.3",
      values: ["a.yaml", "b.yaml"],
      set: ["x=1", "y=2"],
      namespace: "shop",
      passThrough: ["--include-crds"],
    });
    await renderChart({ chart: "repo/web", release: "front" });

    assertEquals(await calls(), [
      "helm template web-app oci://example.com/charts/Web_App:1.2.3 --namespace shop " +
      "--values a.yaml --values b.yaml --set x=1 --set y=2 --include-crds",
      "helm template front repo/web",
    ]);
  });
});

test("renderChart() says itself what is no chart, and asks Helm of the others", async () => {
  await withHelm(RENDER, async ({ dir, calls, write }) => {
    await write({ "plain/values.yaml": "{}" });
    for (
      const [chart, said] of [
        [
          `${dir}/nochart`,
          `there is no chart "${dir}/nochart". Name the folder with its Chart.yaml`,
        ],
        ["./nochart", 'there is no chart "./nochart". Name the folder'],
        [
          `${dir}/plain`,
          `"${dir}/plain" is no chart: there is no Chart.yaml in it. Name the folder`,
        ],
      ]
    ) {
      await assertRejects(() => renderChart({ chart }), RenderError, said);
    }
    assertEquals(await calls(), []);
    await renderChart({ chart: "nochart" });
    assertEquals(await calls(), ["helm template nochart nochart"]);
  });
});

test("renderChart() has Helm take a folder for a folder when it is called like a flag", async () => {
  await withHelm(RENDER, async ({ dir, calls, write }) => {
    const chart = "--output-dir=/elsewhere";
    await write({
      [`${chart}/Chart.yaml`]: "name: web\ndependencies: [{name: db, version: 1.x}]\n",
    });
    const before = Deno.cwd();
    Deno.chdir(dir);
    try {
      await renderChart({ chart });
    } finally {
      Deno.chdir(before);
    }
    const [update, template] = await calls();
    assertEquals(update.split(" ").slice(0, 3), ["helm", "dependency", "update"]);
    assertEquals(`helm template web ${update.split(" ")[3]}`, template);
    assert(!template.includes(" --"));
  });
});

const dependencies = "name: web\ndependencies: [{name: db, version: 1.x}, {name: cache}]\n";

for (const { lock, verb } of [{ lock: true, verb: "build" }, { lock: false, verb: "update" }]) {
  const when = `${lock ? "a" : "no"} lock`;
  test(`renderChart() gets what the chart depends on, and says so, when there is ${when}`, async () => {
    await withHelm(RENDER, async ({ dir, calls, write }) => {
      await write({ "web/Chart.yaml": dependencies, "web/charts/db/Chart.yaml": "name: db\n" });
      if (lock) await write({ "web/Chart.lock": "" });
      const notes: Diagnostic[] = [];

      await renderChart({ chart: `${dir}/web`, note: (note) => notes.push(note) });

      const [got, template] = await calls();
      const copy = template.slice("helm template web ".length);
      assertEquals(got, `helm dependency ${verb} ${copy}`);
      assert(!copy.startsWith(dir));
      await assertRejects(() => Deno.lstat(copy), Deno.errors.NotFound);
      assertEquals(notes.map(({ severity, code }) => [severity, code]), [
        ["info", "chart-dependencies"],
      ]);
      assertStringIncludes(notes[0].message, "(cache)");
      assertStringIncludes(notes[0].message, `"helm dependency ${verb} ${dir}/web"`);
    });
  });
}

test("renderChart() throws when a dependency can't be got", async () => {
  await withHelm("echo no repository definition >&2; exit 1", async ({ dir, calls, write }) => {
    await write({ "web/Chart.yaml": dependencies });

    const { message } = await assertRejects(
      () => renderChart({ chart: `${dir}/web` }),
      RenderError,
      "no repository definition",
    );

    assertStringIncludes(message, `helm dependency update ${dir}/web`);
    assertEquals((await calls()).length, 1);
  });
});

/** Helm that does to a chart what it does when it gets dependencies, and shows what it renders. */
const GETS_DEPENDENCIES = `case "$1" in
dependency) cd "$3" && ls tmpcharts* ../db > "$dir/beside" 2>&1
  mkdir -p charts && rm -f charts/*.tgz && echo new > charts/db-1.2.3.tgz && echo x > Chart.lock ;;
*) cd "$3" && find . -type f | sort > "$dir/shown"; cat charts/*.tgz >> "$dir/shown"; ${RENDER} ;;
esac`;

test("renderChart() changes nothing of the chart, nor behind its links, when it gets what it depends on", async () => {
  await withHelm(GETS_DEPENDENCIES, async ({ dir, write }) => {
    const repository = "file://../db";
    await write({
      "web/Chart.yaml": `name: web\ndependencies: ${
        JSON.stringify([{ name: "db", version: "1.x", repository }])
      }\n`,
      "web/charts/extra-1.0.0.tgz": "extra",
      "web/data/db": "left out",
      "db/Chart.yaml": "name: db",
      "victim/extra-2.0.0.tgz": "victim",
      "victim/Chart.lock": "theirs",
    });
    await Deno.symlink("../victim", `${dir}/web/tmpcharts-4711`);
    await Deno.symlink("../victim/Chart.lock", `${dir}/web/Chart.lock`);
    await renderChart({ chart: `${dir}/web`, leaveOut: [`${dir}/web/data`] });

    assertEquals((await Deno.readTextFile(`${dir}/shown`)).split("\n"), [
      "./Chart.lock",
      "./Chart.yaml",
      "./charts/db-1.2.3.tgz",
      "./charts/extra-1.0.0.tgz",
      "new",
      "extra",
    ]);
    assertStringIncludes(await Deno.readTextFile(`${dir}/beside`), "Chart.yaml");
    assert(!(await Deno.readTextFile(`${dir}/beside`)).includes("extra-2.0.0"));
    const names = await Array.fromAsync(Deno.readDir(`${dir}/web/charts`), ({ name }) => name);
    assertEquals(names, ["extra-1.0.0.tgz"]);
    assertEquals(await Deno.readTextFile(`${dir}/victim/Chart.lock`), "theirs");
    assertEquals(await Deno.readTextFile(`${dir}/victim/extra-2.0.0.tgz`), "victim");
  });
});

test("renderChart() waits for no pipe when it gets what a chart depends on", async () => {
  await withHelm(GETS_DEPENDENCIES, async ({ dir, write }) => {
    await write({
      "web/Chart.yaml": "name: web\ndependencies: [{ name: db, repository: file://../db }]\n",
      "web/charts/extra-1.0.0.tgz": "extra",
      "db/Chart.yaml": "name: db",
    });
    const { success } = await new Deno.Command("mkfifo", {
      args: [`${dir}/web/charts/pipe-1.0.0.tgz`],
    }).output();
    assert(success);
    await renderChart({ chart: `${dir}/web` });

    const shown = await Deno.readTextFile(`${dir}/shown`);
    assert(shown.includes("extra-1.0.0.tgz") && !shown.includes("pipe"), shown);
  });
});

test("renderChart() copies no more of a chart than the limits allow, and no folder into itself", async () => {
  await withHelm(RENDER, async ({ dir, calls, write }) => {
    await write({ "web/Chart.yaml": dependencies, "web/a/b": "12345678" });
    const limits = { ...defaultLimits(), files: 1 };
    const chart = `${dir}/web`;
    await assertRejects(() => renderChart({ chart, limits }), RenderError, "limits.files");
    limits.files = 10;
    limits.input = 70;
    await assertRejects(() => renderChart({ chart, limits }), RenderError, "limits.input");
    await Deno.symlink("..", `${chart}/a/loop`);
    await assertRejects(
      () => renderChart({ chart }),
      RenderError,
      "leads to a folder that it lies",
    );
    assertEquals(await calls(), []);
  });
});

/** Helm that builds by a lock only from repositories that were added, in a config of its own. */
const NEEDS_REPOSITORY = `case "$1 $2" in
"env HELM_REPOSITORY_CONFIG") echo "$dir/own.yaml" ;;
"repo add") [ -n "$HELM_REPOSITORY_CACHE" ] && echo "$4" >> "$HELM_REPOSITORY_CONFIG" ;;
"dependency build")
  [ -n "$HELM_REPOSITORY_CONFIG" ] || { echo "Error: no repository definition for x" >&2; exit 1; }
  cp "$HELM_REPOSITORY_CONFIG" "$dir/used" ;;
*) ${RENDER} ;;
esac`;

test("renderChart() adds the repositories for once when Helm does not know them", async () => {
  await withHelm(NEEDS_REPOSITORY, async ({ dir, calls, write }) => {
    const repositories = ["https://a.example", "https://a.example", "oci://b.example/x", "@c", ""];
    await write({
      "own.yaml": "the user's\n",
      "web/Chart.lock": "",
      "web/Chart.yaml": `name: web\ndependencies: ${
        JSON.stringify(repositories.map((repository, at) => ({ name: `d${at}`, repository })))
      }\n`,
    });
    await renderChart({ chart: `${dir}/web` });

    const called = await calls();
    const copy = called.at(-1)!.slice("helm template web ".length);
    assertEquals(called.slice(0, -1), [
      `helm dependency build ${copy}`,
      "helm env HELM_REPOSITORY_CONFIG",
      "helm repo add dekube-0 https://a.example",
      `helm dependency build ${copy}`,
    ]);
    assertEquals(await Deno.readTextFile(`${dir}/used`), "the user's\nhttps://a.example\n");
    assertEquals(await Deno.readTextFile(`${dir}/own.yaml`), "the user's\n");
  });
});

test("renderChart() shows Helm nothing of what is no part of the chart", async () => {
  const script = `ls "$3" > "$dir/shown"\n${RENDER}`;
  await withHelm(script, async ({ dir, calls, write }) => {
    await write({ "web/data/db/file": "", "web/templates/pod.yaml": "", "elsewhere/x": "" });
    const shown = async (...leaveOut: string[]) => {
      await renderChart({ chart: `${dir}/web`, leaveOut });
      return (await Deno.readTextFile(`${dir}/shown`)).trim().split("\n");
    };
    assertEquals(await shown(`${dir}/web/data/db`), ["Chart.yaml", "templates"]);
    const [, , , path] = (await calls())[0].split(" ");
    await assertRejects(() => Deno.lstat(path), Deno.errors.NotFound);
    for (const leaveOut of [`${dir}/elsewhere`, `${dir}/web/none`, `${dir}/web`, dir]) {
      assertEquals(await shown(leaveOut), ["Chart.yaml", "data", "templates"]);
    }
  });
});

test("renderChart() throws when Helm fails", async () => {
  const script = "echo kind: Secret; echo \"no value for 'password'\" >&2; exit 4";
  await withHelm(script, async ({ dir }) => {
    const { message } = await assertRejects(
      () => renderChart({ chart: `${dir}/web`, set: ["a=b c"] }),
      RenderError,
      "helm failed with exit code 4",
    );

    assertStringIncludes(message, `helm template web ${dir}/web --set 'a=***'`);
    assertStringIncludes(message, "  no value for 'password'\n");
    assertStringIncludes(message, "Mend the chart or its values");
    assertStringIncludes(message, "--from-dir");
    assertEquals(message.includes("Secret"), false);
  });
});

test("renderChart() throws when Helm is not installed", async () => {
  await withHelm(RENDER, async ({ dir }) => {
    Deno.env.set("PATH", `${dir}/none`);

    const { message } = await assertRejects(() => renderChart({ chart: "repo/web" }), RenderError);

    assertStringIncludes(message, '"helm" can\'t be started: it is not on the PATH.');
    assertStringIncludes(message, "Install it (https://helm.sh");
    assertStringIncludes(message, "--from-dir");
  });
});

test("renderChart() refuses a chart when Helm would read it without an end", async () => {
  await withHelm(RENDER, async ({ dir, calls }) => {
    await Deno.symlink("/dev/zero", `${dir}/web/.helmignore`);
    await assertRejects(
      () => renderChart({ chart: `${dir}/web` }),
      RenderError,
      `"${dir}/web/.helmignore" is a pipe or a device`,
    );
    assertEquals(await calls(), []);
  });
});
