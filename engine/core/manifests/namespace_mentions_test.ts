import { assertEquals } from "@std/assert";
import { manifestsOf } from "../_testing.ts";
import { mentionedNamespaces } from "./namespace_mentions.ts";

const found = (text: string) =>
  Object.fromEntries(mentionedNamespaces(manifestsOf(`
kind: Service
metadata: {name: web}
---
kind: Service
metadata: {name: db-hl}
---
${text}`)));

Deno.test("mentionedNamespaces() finds the namespace in full names of the folder's own Services", () => {
  for (
    const text of [
      "kind: ConfigMap\nmetadata: {name: x}\ndata: {url: 'http://web.shop.svc.cluster.local/'}",
      "kind: ConfigMap\nmetadata: {name: x}\ndata: {url: 'db-0.db-hl.shop.svc web.shop.svc:80'}",
      `kind: Secret\nmetadata: {name: x}\ndata: {url: ${btoa("web.shop.svc")}}`,
    ]
  ) assertEquals(found(text), { release: "shop" }, text);
});

Deno.test("mentionedNamespaces() finds none when they differ, or when others' Services are meant", () => {
  for (
    const text of [
      "kind: ConfigMap\nmetadata: {name: x}\ndata: {url: web.shop.svc web.data.svc}",
      "kind: ConfigMap\nmetadata: {name: x}\ndata: {url: other.shop.svc web.shop my-web.shop.svc}",
    ]
  ) assertEquals(found(text), {}, text);
});
