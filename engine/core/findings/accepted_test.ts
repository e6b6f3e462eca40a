import { assertEquals } from "@std/assert";
import type { Diagnostic } from "../../../pacts/mod.ts";
import { isAcceptEntry, withoutAccepted } from "./accepted.ts";

function note(code: string, id?: string): Diagnostic {
  const [kind, namespace, name] = id?.split("/") ?? [];
  return {
    severity: "warning",
    code,
    message: "x",
    ...id === undefined ? {} : { resource: { kind, namespace, name } },
  };
}

const ALL = [
  note("replicas", "Deployment/shop/web"),
  note("replicas", "Deployment/data/web"),
  note("replicas", "StatefulSet/shop/db"),
  note("host-path"),
];

/** Which of them are accepted, by their places, and what is said of entries. */
function accept(...entries: string[]): { accepted: number[]; of: string[] } {
  const { said, accepted } = withoutAccepted(ALL, entries, "dekube.yaml");
  assertEquals(
    said.length - said.filter(({ code }) => code === "unknown-accept").length,
    4 - accepted.length,
  );
  return {
    accepted: accepted.map((diagnostic) => ALL.indexOf(diagnostic)),
    of: said.filter(({ code }) => code === "unknown-accept").map(({ message }) => message),
  };
}

Deno.test("withoutAccepted() takes out what has a code, or a code and an object", () => {
  assertEquals(accept().accepted, []);
  assertEquals(accept("replicas").accepted, [0, 1, 2]);
  assertEquals(accept("replicas:Deployment/web").accepted, [0, 1]);
  assertEquals(accept("replicas:deployment/web").accepted, [0, 1]);
  assertEquals(accept("replicas:Deployment/shop/web", "host-path").accepted, [0, 3]);
  assertEquals(accept("replicas", "replicas:StatefulSet/db").of, []);
});

Deno.test("withoutAccepted() says which entry nothing bears, and guesses what was meant", () => {
  const [code] = accept("replica").of;
  assertEquals(
    code,
    '"replica" on "accept" is of nothing that was said (did you mean "replicas"?), so it has no effect. Correct it, or take it off',
  );
  const meant = (entry: string) => /did you mean "(.*)"\?/.exec(accept(entry).of[0])?.[1];
  assertEquals(meant("replica:StatefulSet/db"), "replicas:StatefulSet/db");
  assertEquals(meant("replicas:StatefulSet/bd"), "replicas:StatefulSet/db");
  assertEquals(meant("replicas:StatefulSet/shop/bd"), "replicas:StatefulSet/shop/db");
  assertEquals(meant("something-else"), undefined);
  // What is guessed is there, code and object.
  assertEquals(meant("host-pat:StatefulSet/bd"), undefined);
  assertEquals(meant("replica:StatefulSet/bd"), "replicas:StatefulSet/db");
  assertEquals(accept("host-path:Deployment/web").of, [
    '"host-path:Deployment/web" on "accept" is of nothing that was said, so it has no effect. That message is about no one object: write "host-path"',
  ]);
});

Deno.test("withoutAccepted() says nothing of an entry when it is of what another accepts too", () => {
  assertEquals(accept("replicas", "replicas:Deployment/web").of, []);
});

Deno.test("isAcceptEntry() takes a code, perhaps with an object", () => {
  for (const entry of ["a-b", "a:Deployment/web", "a:Deployment/shop/web"]) {
    assertEquals(isAcceptEntry(entry), true, entry);
  }
  for (const entry of ["", "a b", "a:", "a:web", "a:K/a/b/c", "Deployment/web", "a: K/b"]) {
    assertEquals(isAcceptEntry(entry), false, entry);
  }
});
