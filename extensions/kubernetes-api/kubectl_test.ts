import { assertEquals } from "@std/assert";
import { createdSecret, readKubectl } from "./kubectl.ts";
import { describeReference } from "./reference.ts";

/** What a call asks about, each with its namespace. */
function asked(line: string): string[] | undefined {
  return readKubectl(line.split(" "), "shop").asksAbout?.map((reference) =>
    `${reference.namespace}: ${describeReference(reference)}${reference.gone ? " gone" : ""}`
  );
}

Deno.test("readKubectl() reads what is waited for, in all forms", () => {
  assertEquals(asked("wait --for=condition=complete --timeout=600s job/a jobs/b"), [
    "shop: job/a",
    "shop: job/b",
  ]);
  assertEquals(asked("wait --for condition=Ready pod -l app=db --timeout 60s"), [
    "shop: pod with app=db",
  ]);
  assertEquals(asked("-n data wait pod --selector=app=db,tier=x --for=condition=Ready"), [
    "data: pod with app=db,tier=x",
  ]);
  assertEquals(asked("rollout status deploy/web -nother -w"), ["other: deployment/web"]);
  assertEquals(asked("rollout status statefulset db --namespace=data"), ["data: statefulset/db"]);
  assertEquals(asked("get deployments.apps web -o jsonpath={.status}"), ["shop: deployment/web"]);
  assertEquals(asked("get po -lapp=x"), ["shop: pod with app=x"]);
  assertEquals(asked("wait --for=delete pod/old"), ["shop: pod/old gone"]);
});

Deno.test("readKubectl() takes a question about the API itself for one about nothing", () => {
  for (const line of ["version", "cluster-info", "auth can-i get pods", "config view"]) {
    assertEquals(asked(line), []);
  }
});

Deno.test("readKubectl() does not know what is asked when all of a kind, or a file, is meant", () => {
  for (
    const line of ["get pods", "wait --all pods --for=condition=Ready", "get -f x.yaml", "wait"]
  ) {
    assertEquals(asked(line), undefined, line);
  }
});

Deno.test("createdSecret() knows the Secret and its keys", () => {
  const made = (line: string) => {
    const { name, keys } = createdSecret(line.split(" ")) ?? {};
    return name && `${name}: ${keys}`;
  };
  assertEquals(
    made(
      "-n a create secret generic gen --from-literal=a=x=y --from-file b=/f --from-file=/d/c.pem",
    ),
    "gen: a,b,c.pem",
  );
  assertEquals(made("create secret tls pair --cert=a --key b"), "pair: tls.crt,tls.key");
  assertEquals(made("create secret docker-registry pull"), "pull: .dockerconfigjson");
  for (const line of ["get secret gen", "create configmap gen", "create secret generic"]) {
    assertEquals(made(line), undefined, line);
  }
});

Deno.test("readKubectl() takes what changes things for no question", () => {
  for (
    const line of ["delete secret a", "apply -f -", "patch deploy web -p {}", "exec web -- ls"]
  ) {
    assertEquals(asked(line), undefined, line);
  }
  assertEquals(
    readKubectl(["-n", "x", "create", "secret", "generic", "a"], "").summary,
    "kubectl create secret",
  );
  assertEquals(
    readKubectl(["rollout", "restart", "deploy/web"], "").summary,
    "kubectl rollout restart",
  );
});
