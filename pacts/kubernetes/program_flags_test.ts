import { assert, assertEquals } from "@std/assert";
import { contextOf, manifest, workloadWith } from "../_testing.ts";
import { programFlags } from "./program_flags.ts";

function flags(container: object, others: ReturnType<typeof manifest>[] = []) {
  const made = { name: "x", ...container };
  return programFlags(made, workloadWith({ containers: [made] }), contextOf(others));
}

Deno.test("programFlags() reads a script for a shell, with its quotes and lines", () => {
  const script = `set -e\nexec /controller \\\n  --class="in side" --map='a/$X' --last=$NAME ` +
    "--other=${NONE:-there} --open; echo --late";
  const found = flags({ command: ["sh", "-c", script], env: [{ name: "NAME", value: "b" }] });
  assertEquals(["class", "map", "last", "other", "open", "late"].map(found.value), [
    ...["in side", "a/$X", "b", "there", "true", "true"],
  ]);
  assert(found.words.includes("/controller"));
});

Deno.test("programFlags() takes variables from ConfigMaps, and leaves those that nobody knows", () => {
  const map = manifest("ConfigMap", "edge", { data: { CLASS: "internal", MAP: "own" } });
  const env = [
    { name: "MAP", valueFrom: { configMapKeyRef: { name: "edge", key: "MAP" } } },
    { name: "SECRET", valueFrom: { secretKeyRef: { name: "edge", key: "MAP" } } },
  ];
  const args = ["--class=$(CLASS)", "--map=$(MAP)", "--secret", "$(SECRET)", "--map=last"];
  const found = flags({ args, env, envFrom: [{ configMapRef: { name: "edge" } }] }, [map]);
  assertEquals(["class", "map", "secret"].map(found.value), ["internal", "last", "$(SECRET)"]);
});

Deno.test("programFlags() ends on any script", () => {
  for (const part of ["$(", '"', "'", "\\", "${", '"\\" ', "--a "]) {
    assert(flags({ args: [`x ${part.repeat(30_000)}`] }).words.length > 0);
  }
});
