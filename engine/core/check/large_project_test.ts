import { assertEquals } from "@std/assert";
import { type ComposeProject, Diagnostics } from "../../../pacts/mod.ts";
import { inFolder } from "../../../tools/in_folder.ts";
import { needsTool, runTestTool } from "../../../tools/needs_tool.ts";
import { renderCompose } from "../output/render.ts";
import { countValues, warnLargeProject } from "./large_project.ts";

/** A project of as many values. */
function project(values: number): ComposeProject {
  const found: ComposeProject = { name: "shop", services: {} };
  const variables = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`V${index}`, "1"]));
  for (let index = 0; index < 100; index++) {
    found.services[`s${index}`] = { image: "web", environment: variables(900) };
  }
  const rest = values - countValues(found);
  found.services.last = { image: "web", environment: variables(rest - 3) };
  assertEquals(countValues(found), values);
  return found;
}

const codes = (of: ComposeProject) => {
  const diagnostics = new Diagnostics();
  warnLargeProject(of, diagnostics);
  return [...diagnostics].map(({ code }) => code);
};

Deno.test("warnLargeProject() says that a project is too large when Docker Compose would refuse it", () => {
  assertEquals(codes(project(100_000)), []);
  assertEquals(codes(project(100_001)), ["large-project"]);
});

Deno.test({
  ...needsTool(
    "warnLargeProject() counts as Docker Compose does",
    "docker-compose",
    "Docker",
  ),
  async fn() {
    const taken = (values: number) =>
      inFolder([["compose.yml", renderCompose(project(values))]], async (folder) => {
        const args = ["-f", `${folder}/compose.yml`, "config", "--quiet"];
        return (await runTestTool("docker-compose", args)).success;
      });
    assertEquals([await taken(100_000), await taken(100_001)], [true, false]);
  },
});
