import { assertEquals } from "@std/assert";
import { PROGRAMS } from "../programs/list.ts";
import { OPERATOR_PROGRAMS } from "../programs/operators.ts";
import { IMAGES, ingredientsOf, recipeOf } from "./recipes.ts";

Deno.test("ingredientsOf() names what the suite gets when an image is made of it", () => {
  const programs = { ...PROGRAMS, ...OPERATOR_PROGRAMS };
  for (const image of IMAGES) {
    const unknown = ingredientsOf(image).filter((name) => !Object.hasOwn(programs, name));
    assertEquals([image, unknown], [image, []]);
  }
});

Deno.test("recipeOf() takes PostgreSQL's files from around its initdb when it makes its image", () => {
  const { folders, plugins, programs } = recipeOf(
    "postgres",
    () => "/usr/lib/postgresql/17/bin/initdb",
  );
  assertEquals(folders?.["usr/share/postgresql/17"], "/usr/share/postgresql/17");
  assertEquals(plugins?.["usr/lib/postgresql/17/lib"].from, "/usr/lib/postgresql/17/lib");
  assertEquals(
    programs["usr/lib/postgresql/17/bin/postgres"],
    "/usr/lib/postgresql/17/bin/postgres",
  );
});
