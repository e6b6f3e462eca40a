import { assertEquals } from "@std/assert";
import { readWaitFor } from "./k8s_wait_for.ts";
import { describeReference } from "./reference.ts";

function asked(line: string): string | undefined {
  const [reference] = readWaitFor(line.split(" "), "shop") ?? [];
  return reference && `${reference.namespace}: ${describeReference(reference)}`;
}

Deno.test("readWaitFor() reads its three kinds, by name and by labels", () => {
  assertEquals(asked("job migrate"), "shop: job/migrate");
  assertEquals(asked("job-we migrate -n data"), "data: job/migrate");
  assertEquals(asked("pod -lapp=db"), "shop: pod with app=db");
  assertEquals(asked("pod-wr -l app=db,tier=x --namespace=data"), "data: pod with app=db,tier=x");
  assertEquals(asked("service web"), "shop: service/web");
});

Deno.test("readWaitFor() gives nothing for what it does not know", () => {
  for (const line of ["", "deployment web", "job", "pod -l"]) {
    assertEquals(asked(line), undefined, line);
  }
});
