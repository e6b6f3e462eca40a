import { assertEquals } from "@std/assert";
import { type Mount, mount } from "../../../pacts/mod.ts";
import { withMountPoints } from "./mount_points.ts";

const empty = (target: string, more: Partial<Mount> = {}): Mount => ({
  type: "volume",
  target,
  read_only: true,
  volume: { nocopy: true },
  ...more,
});

Deno.test("withMountPoints() makes an empty read-only volume a tmpfs where something lies in it", () => {
  const inner = mount("./configmaps/a", "/a/b/c", { readOnly: true });
  const tmpfs = { type: "tmpfs", read_only: true } as const;
  assertEquals(withMountPoints([empty("/a/"), inner]), [{ ...tmpfs, target: "/a/" }, inner]);
  assertEquals(withMountPoints([inner, empty("/a/b")]), [inner, { ...tmpfs, target: "/a/b" }]);
});

Deno.test("withMountPoints() leaves what may be written, is shared, has files or holds nothing", () => {
  const inner = mount("./configmaps/a", "/a/b");
  for (
    const outer of [
      empty("/ab"),
      empty("/a/b/c"),
      empty("/a", { read_only: false }),
      empty("/a", { source: "shared" }),
      empty("/a", { volume: {} }),
      mount("./a", "/a", { readOnly: true }),
    ]
  ) {
    assertEquals(withMountPoints([outer, inner]), [outer, inner]);
  }
});
