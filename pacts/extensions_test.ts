import { assertEquals } from "@std/assert";
import {
  CombinedConverter,
  Converter,
  IndexerConverter,
  IngressProvider,
  Provider,
  Transform,
} from "./extensions.ts";

class Plain extends Converter {
  readonly name = "plain";
  readonly kinds = ["Plain"];
  convert = () => ({});
}

class Indexer extends IndexerConverter {
  readonly name = "indexer";
  readonly kinds = ["Plain"];
  convert = () => ({});
}

class Services extends Provider {
  readonly name = "services";
  readonly kinds = ["Plain"];
  convert = () => ({ services: {} });
}

class Together extends CombinedConverter {
  readonly name = "together";
  readonly kinds = ["example.com/A", "example.com/B"];
  convertAll = () => ({ services: {} });
}

class Proxy extends IngressProvider {
  readonly name = "proxy";
  buildService = () => ({ services: {} });
  writeConfig = () => ({ files: {} });
}

class Changes extends Transform {
  readonly name = "changes";
  transform = () => {};
}

Deno.test("the base classes say what comes out of a converter", () => {
  assertEquals(new Plain().role, "converter");
  assertEquals(new Indexer().role, "indexer");
  assertEquals(new Services().role, "provider");
  assertEquals(new Together().role, "converter");
});

Deno.test("a converter of many kinds may be a provider", () => {
  class Serving extends Together {
    override readonly role = "provider";
  }
  assertEquals(new Serving().role, "provider");
});

Deno.test("a proxy serves Ingresses when it does not say what it serves", () => {
  class Gateway extends Proxy {
    override readonly kinds = ["gateway.networking.k8s.io/HTTPRoute"];
  }
  assertEquals(new Proxy().kinds, ["Ingress"]);
  assertEquals(new Gateway().kinds, ["gateway.networking.k8s.io/HTTPRoute"]);
});

Deno.test("the base classes leave priority and order to whoever runs the extension", () => {
  for (
    const extension of [new Plain(), new Indexer(), new Services(), new Together(), new Changes()]
  ) {
    const { priority, after, before } = extension;
    assertEquals([priority, after, before], [undefined, undefined, undefined]);
  }
});
