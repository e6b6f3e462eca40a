import { assertEquals } from "@std/assert";
import { resolve } from "@std/path";
import { keptFolders } from "./kept_folders.ts";

Deno.test("keptFolders() has what dekube.yaml and compose.yml keep below volume_root, and nothing else", () => {
  const compose = `services:
  web:
    volumes:
    - './data/caddy:/data'
    - './configmaps/web@0123456789ab:/etc/web:ro'
    - 'cache:/cache'
    - './data:/all'
    - './database:/next'
    - type: bind
      source: ./data/long
`;
  const volumes = { web: { host_path: "web" }, db: { host_path: "/srv/db" }, other: {} };
  assertEquals(
    keptFolders({ volumeRoot: "./data", volumes }, compose, "out"),
    ["out/data/web", "out/data/caddy", "out/data/long"].map((path) => resolve(path)),
  );
  assertEquals(keptFolders({ volumeRoot: "./data", volumes: {} }, undefined, "out"), []);
});
