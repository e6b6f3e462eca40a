import { assert, assertEquals, assertFalse } from "@std/assert";
import type { Ingress, Manifest } from "@dekube/engine/pacts";
import { testContext } from "@dekube/engine/testing";
import { ingress } from "./_testing.ts";
import { hostsOf } from "./hosts.ts";

function hosts(...manifests: Ingress[]) {
  return hostsOf(manifests[0], testContext(manifests));
}

Deno.test("hostsOf() finds the hosts whose paths are all regular expressions", () => {
  const { regex } = hosts(
    ingress({ "use-regex": "true" }, { host: "a.example" }),
    ingress({ "rewrite-target": "/$1" }, { host: "B.example", paths: [["/x/(.*)"]] }),
    ingress({ "rewrite-target": "/" }, { host: "c.example", paths: [["/"]] }),
    ingress({ "rewrite-target": "/" }, { host: "d.example", paths: [["/"], ["/y"]] }),
    ingress({ "use-regex": "true", canary: "true" }, { host: "e.example" }),
    ingress({ "use-regex": "no" }, { host: "f.example" }),
  );
  assertEquals([...regex], ["a.example", "b.example", "d.example"]);
});

Deno.test("hostsOf() hears no annotations of an Ingress that is another controller's", () => {
  const other = ingress({ "use-regex": "true", "server-alias": "b.example" });
  const manifest = { ...other, spec: { ...other.spec, ingressClassName: "haproxy" } };
  const { regex, aliases, exact } = hosts(manifest);
  assertEquals([regex.size, aliases.size, exact.size], [0, 0, 0]);
});

Deno.test("hostsOf() gives an alias to the first host that asks, unless it is a host itself", () => {
  const { aliases } = hosts(
    ingress({ "server-alias": "c.example, b.example,~^x\\d+$,," }, { host: "a.example" }),
    ingress({ "server-alias": "d.example" }, { host: "a.example", name: "again" }),
    ingress({ "server-alias": "c.example,*.e.example,shop.example" }, { host: "b.example" }),
    ingress({}, { name: "last" }),
  );
  assertEquals([...aliases], [["a.example", ["c.example"]], ["b.example", ["*.e.example"]]]);
});

Deno.test("hostsOf() sees Ingresses that were added later, or are not among the others", () => {
  const list: Manifest[] = [ingress()];
  const ctx = { ...testContext([]), manifests: new Map([["Ingress", list]]) };
  assertFalse(hostsOf(list[0] as Ingress, ctx).regex.has("late.example"));
  list.push(ingress({ "use-regex": "true" }, { host: "late.example" }));
  assert(hostsOf(list[0] as Ingress, ctx).regex.has("late.example"));
  const stranger = ingress({ "use-regex": "true" }, { host: "other.example" });
  assert(hostsOf(stranger, ctx).regex.has("other.example"));
});
