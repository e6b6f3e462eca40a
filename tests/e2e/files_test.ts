/**
 * Files and values from ConfigMaps and Secrets.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { client, data, stream } from "./_manifests.ts";
import { e2e } from "./_setting.ts";
import { shared } from "./_stack.ts";

const needs = ["docker"];

/** Every byte there is. */
const BYTES = Uint8Array.from({ length: 256 }, (_, index) => index);
const AWKWARD = `a'b"c\\d $HOME \${X} $(Y) $$ \`date\` # {z} é 漢 🦊\n\n  two lines\tend `;
const VALUES: Record<string, string> = {
  DOLLARS: "$ $$ $HOME ${HOME} ${HOME:-x} $(HOME) $$$",
  QUOTES: `'"\`\\ "quoted" 'and' `,
  LINES: "one\ntwo\n\n  three\n",
  UNICODE: "é 漢字 🦊 \u00a0",
  NUMBER: "08",
  BOOLEAN: "yes",
  EMPTY: "",
  LONG: "x".repeat(5000),
  "with.dots-and-dashes": "fine",
};

const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));
const utf8 = (text: string) => new TextEncoder().encode(text);

const files = shared({
  name: "files",
  manifests: stream(
    data("ConfigMap", "files/texts", {
      data: { awkward: AWKWARD, empty: "", "script.sh": "#!/bin/sh\necho ran\n" },
      binaryData: { bytes: base64(BYTES) },
    }),
    data("Secret", "files/keys", {
      data: { bytes: base64(BYTES), text: base64(utf8(AWKWARD)) },
      stringData: { plain: AWKWARD },
    }),
    data("Secret", "files/values", {
      data: Object.fromEntries(
        Object.entries(VALUES).map(([key, value]) => [key, base64(utf8(value))]),
      ),
    }),
    client("files/client", {
      container: {
        envFrom: [{ secretRef: { name: "values" }, prefix: "S_" }],
        env: Object.entries(VALUES).map(([name, value]) => ({
          name,
          value: value.replaceAll("$", "$$$$"),
        })),
        volumeMounts: [
          { name: "texts", mountPath: "/texts" },
          { name: "keys", mountPath: "/keys" },
          { name: "picked", mountPath: "/picked" },
          { name: "texts", mountPath: "/etc/one-file", subPath: "awkward" },
          { name: "all", mountPath: "/all" },
        ],
      },
      pod: {
        volumes: [
          { name: "texts", configMap: { name: "texts" } },
          { name: "keys", secret: { secretName: "keys" } },
          {
            name: "picked",
            configMap: {
              name: "texts",
              defaultMode: 0o444,
              items: [
                { key: "script.sh", path: "bin/run", mode: 0o755 },
                { key: "awkward", path: "share/text" },
              ],
            },
          },
          {
            name: "all",
            projected: {
              sources: [
                { configMap: { name: "texts", items: [{ key: "empty", path: "empty" }] } },
                { secret: { name: "keys", items: [{ key: "plain", path: "key" }] } },
                {
                  downwardAPI: {
                    items: [{ path: "labels", fieldRef: { fieldPath: "metadata.labels" } }],
                  },
                },
              ],
            },
          },
        ],
      },
    }),
  ),
});

const FILES: Record<string, Uint8Array> = {
  "/texts/awkward": utf8(AWKWARD),
  "/texts/empty": utf8(""),
  "/texts/bytes": BYTES,
  "/keys/bytes": BYTES,
  "/keys/text": utf8(AWKWARD),
  "/keys/plain": utf8(AWKWARD),
  "/picked/share/text": utf8(AWKWARD),
  "/etc/one-file": utf8(AWKWARD),
  "/all/empty": utf8(""),
  "/all/key": utf8(AWKWARD),
  "/all/labels": utf8('app="client"'),
};

for (const [path, bytes] of Object.entries(FILES)) {
  e2e(`${path} arrives byte for byte`, { needs }, async () => {
    const stack = await files();

    assertEquals(
      (await stack.sh("client", `base64 -w 0 ${path} || base64 ${path}`)).replace(/\s/g, ""),
      base64(bytes),
    );
  });
}

e2e("modes arrive: of an item, of the volume, Kubernetes' own", { needs }, async () => {
  const stack = await files();

  assertEquals(
    await stack.sh(
      "client",
      "stat -c %a /picked/bin/run /picked/share/text /texts/awkward /keys/bytes; /picked/bin/run",
    ),
    "755\n444\n644\n644\nran",
  );
});

e2e("mounted files are read-only", { needs }, async () => {
  const stack = await files();

  assertEquals(
    await stack.sh("client", "touch /texts/mine 2>/dev/null || echo refused"),
    "refused",
  );
});

for (const [name, value] of Object.entries(VALUES)) {
  for (const variable of [name, `S_${name}`]) {
    e2e(`$${variable} arrives unchanged`, { needs }, async () => {
      const stack = await files();
      const { Config } = await stack.inspect("client");
      const found = (Config.Env as string[]).find((entry) => entry.startsWith(`${variable}=`));

      assertEquals(found?.slice(variable.length + 1), value);
    });
  }
}
