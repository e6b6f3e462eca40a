import { assertEquals } from "@std/assert";
import { dirname, join } from "@std/path";
import { chartName, missingDependencies } from "./helm_chart.ts";

async function withChart(
  files: Record<string, string>,
  run: (dir: string) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.mkdir(dirname(join(dir, "chart", name)), { recursive: true });
      await Deno.writeTextFile(join(dir, "chart", name), text);
    }
    await run(join(dir, "chart"));
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("chartName() is what Chart.yaml says when there is one", async () => {
  await withChart({ "Chart.yaml": "name: shop\n" }, async (dir) => {
    assertEquals(await chartName(dir), "shop");
    assertEquals(await chartName(`${dir}/`), "shop");
  });
});

for (const text of ["", "name: 5", "name: [", "- name: shop"]) {
  Deno.test(`chartName() is the folder's when Chart.yaml says ${JSON.stringify(text)}`, async () => {
    await withChart({ "Chart.yaml": text }, async (dir) => {
      assertEquals(await chartName(`${dir}/../chart`), "chart");
    });
  });
}

const references: [reference: string, name: string][] = [
  ["repo/web", "web"],
  ["./web-1.2.3.tgz", "web"],
  ["web-app.tgz", "web-app"],
  ["https://example.com/charts/web-v1.2.3-rc.1.tgz?token=x", "web"],
  ["oci://example.com:5000/charts/web", "web"],
  ["oci://example.com/charts/web:1.2.3", "web"],
  ["oci://example.com/charts/web@sha256:0123", "web"],
];

for (const [reference, name] of references) {
  Deno.test(`chartName() is ${name} when the chart is ${reference}`, async () => {
    assertEquals(await chartName(reference), name);
  });
}

const DEPENDENCIES = `
dependencies:
- {name: db, version: 1.x}
- {name: db, version: 1.x, alias: second}
- {name: db-tools, version: 1.x, condition: tools.enabled}
`;

Deno.test("missingDependencies() names each dependency once when there is no charts folder", async () => {
  await withChart({ "Chart.yaml": DEPENDENCIES }, async (dir) => {
    assertEquals(await missingDependencies(dir), ["db", "db-tools"]);
  });
});

Deno.test("missingDependencies() takes an archive for the dependency of its whole name", async () => {
  const files = { "Chart.yaml": DEPENDENCIES, "charts/db-tools-1.2.3.tgz": "" };
  await withChart(files, async (dir) => {
    assertEquals(await missingDependencies(dir), ["db"]);
  });
});

Deno.test("missingDependencies() takes a folder by its Chart.yaml", async () => {
  const files = {
    "Chart.yaml": DEPENDENCIES,
    "charts/database/Chart.yaml": "name: db\n",
    "charts/db-tools/README.md": "",
  };
  await withChart(files, async (dir) => {
    assertEquals(await missingDependencies(dir), ["db-tools"]);
  });
});

Deno.test("missingDependencies() reads requirements.yaml when the chart is for Helm 2", async () => {
  const files = {
    "Chart.yaml": "name: a",
    "requirements.yaml": "dependencies: [{name: db}, null]",
  };
  await withChart(files, async (dir) => {
    assertEquals(await missingDependencies(dir), ["db"]);
  });
});

Deno.test("missingDependencies() finds none when the chart is not local", async () => {
  assertEquals(await missingDependencies("oci://example.com/charts/web"), []);
});
