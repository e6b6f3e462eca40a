import { assertEquals } from "@std/assert";
import { testContext, written } from "@dekube/engine/testing";
import { type ComposeService, type IngressEntry, mount } from "@dekube/engine/pacts";
import { flattenEntries, flattenFiles, flattenServices, userTexts } from "./texts.ts";

const shorten = (text: string) => text.replaceAll("long", "l");

Deno.test("flattenServices() changes what programs read, and nothing else", () => {
  const services: Record<string, ComposeService> = {
    long: {
      image: "long",
      environment: { long: "long", NUMBER: 1 as unknown as string },
      command: ["long"],
      healthcheck: { test: "long", retries: 3 },
      volumes: [mount("./long", "/long")],
      labels: { x: "long" },
    },
  };
  flattenServices(services, shorten);
  assertEquals(services.long, {
    image: "long",
    environment: { long: "l", NUMBER: 1 as unknown as string },
    command: ["l"],
    healthcheck: { test: "l", retries: 3 },
    volumes: [mount("./long", "/long")],
    labels: { x: "long" },
  });
});

Deno.test("flattenEntries() changes what a route says of its backend", () => {
  const entry: IngressEntry = {
    host: "long",
    path: "/long",
    upstream: "long:80",
    scheme: "http",
    serverSni: "long",
    upstreamHost: "long",
    forwardAuth: { url: "http://long/", responseHeaders: ["long"] },
    extraDirectives: ["to long"],
  };
  flattenEntries([entry], shorten);
  assertEquals(entry, {
    host: "long",
    path: "/long",
    upstream: "l:80",
    scheme: "http",
    serverSni: "l",
    upstreamHost: "l",
    forwardAuth: { url: "http://l/", responseHeaders: ["long"] },
    extraDirectives: ["to l"],
  });
});

Deno.test("flattenFiles() changes text, keeps modes, and says whose programs read it", () => {
  const { files } = testContext([]);
  files.write("configmaps/a/x/text", "long", { mode: 0o755 });
  files.write("secrets/a/bytes", new TextEncoder().encode("long"));
  files.write("secrets/a/binary", new Uint8Array([0xff, 0x6c]));
  const services = {
    web: {
      volumes: [mount("./configmaps/a/x/text", "/a"), mount("data", "/b")],
      owner: { kind: "Deployment", namespace: "shop", name: "web" },
    },
  };
  const readers: Record<string, string[]> = {};
  flattenFiles(files, services, (text, namespaces) => {
    readers[text] = [...readers[text] ?? [], ...namespaces];
    return shorten(text);
  });
  assertEquals(written({ files }), {
    "configmaps/a/x/text": "755 l",
    "secrets/a/bytes": "644 l",
    "secrets/a/binary": "644 [255 108]",
  });
  assertEquals(readers, { long: ["shop"] });
});

Deno.test("userTexts() are all texts of the user's own services and overrides", () => {
  const { config } = testContext([], {
    config: {
      overrides: { web: { environment: { A: "a" }, ports: [1] }, gone: null },
      services: { own: { command: ["b"] } },
    },
  });
  assertEquals(userTexts(config), ["a", "b"]);
});
