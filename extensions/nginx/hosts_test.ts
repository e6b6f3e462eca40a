import { assertEquals } from "@std/assert";
import type { Ingress } from "@dekube/engine/pacts";
import { testContext } from "@dekube/engine/testing";
import { ingress } from "./_testing.ts";
import { readHosts } from "./hosts.ts";

function hosts(...manifests: Ingress[]) {
  const named = manifests.map((manifest, index) => ({
    ...manifest,
    metadata: { ...manifest.metadata, name: `web-${index}` },
  }));
  return readHosts(testContext(named));
}

Deno.test("readHosts() finds the hosts whose paths are all regular expressions", () => {
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

Deno.test("readHosts() hears no annotations of an Ingress that is another controller's", () => {
  const other = ingress({ "use-regex": "true", "server-alias": "b.example" });
  const manifest = { ...other, spec: { ...other.spec, ingressClassName: "haproxy" } };
  const { regex, aliases, exact } = hosts(manifest);
  assertEquals([regex.size, aliases.size, exact.size], [0, 0, 0]);
});

Deno.test("readHosts() gives an alias to the first host that asks, unless it is a host itself", () => {
  const { aliases } = hosts(
    ingress({ "server-alias": "c.example, b.example,~^x\\d+$,," }, { host: "a.example" }),
    ingress({ "server-alias": "d.example" }, { host: "a.example" }),
    ingress({ "server-alias": "c.example,*.e.example,shop.example" }, { host: "b.example" }),
    ingress(),
  );
  assertEquals([...aliases], [["a.example", ["c.example"]], ["b.example", ["*.e.example"]]]);
});
