import { assertEquals } from "@std/assert";
import { Converter, IndexerConverter, IngressProvider, Provider } from "./extensions.ts";

Deno.test("the base classes say what an extension is good for", () => {
  class Plain extends Converter {
    readonly name = "plain";
    readonly kinds = [];
    convert = () => ({});
  }
  class Indexer extends IndexerConverter {
    readonly name = "indexer";
    readonly kinds = [];
    convert = () => ({});
  }
  class Services extends Provider {
    readonly name = "services";
    readonly kinds = [];
    convert = () => ({});
  }
  class Proxy extends IngressProvider {
    readonly name = "proxy";
    buildService = () => ({});
    writeConfig = () => {};
  }
  assertEquals(new Plain().role, "converter");
  assertEquals(new Indexer().role, "indexer");
  assertEquals(new Services().role, "provider");
  assertEquals(new Proxy().role, "ingress-provider");
  assertEquals(new Proxy().kinds, ["Ingress"]);
});
