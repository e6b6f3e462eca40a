import type { Ingress, Manifest } from "@dekube/engine/pacts";
import { testContext } from "@dekube/engine/testing";
import { assertEquals } from "@std/assert";
import { Controllers } from "./controllers.ts";

const PROGRAM = "/nginx-ingress-controller";

function controller(name: string, args: string[], container: object = {}): Manifest {
  const image = "registry.k8s.io/ingress-nginx/controller:v1.12.0";
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "edge" },
    spec: {
      template: {
        spec: {
          containers: [{
            name,
            image,
            args: [PROGRAM, `--configmap=${name}`, ...args],
            ...container,
          }],
        },
      },
    },
  };
}

function ingressClass(name: string, value: string): Manifest {
  return { kind: "IngressClass", metadata: { name }, spec: { controller: value } };
}

function ingress(className: string, annotation = ""): Ingress {
  return {
    kind: "Ingress",
    metadata: {
      name: "web",
      namespace: "shop",
      annotations: { "kubernetes.io/ingress.class": annotation },
    },
    spec: { ingressClassName: className } as Ingress["spec"],
  };
}

/** The ConfigMaps of the controllers that may read an Ingress. */
function of(manifest: Ingress, manifests: Manifest[]): unknown[] {
  return new Controllers(testContext(manifests)).of(manifest)
    .map(({ configMap }) => typeof configMap === "object" ? configMap.name : configMap);
}

Deno.test("Controllers.of() goes by IngressClasses, and by a class that has none by the flag", () => {
  const all = [
    controller("public", ["--controller-class=example.com/public", "--ingress-class=nginx"]),
    controller("internal", ["--ingress-class", "internal"]),
    ingressClass("open", "example.com/public"),
    ingressClass("internal", "example.com/public"),
    ingressClass("inside", "k8s.io/ingress-nginx"),
  ];
  assertEquals(of(ingress("open"), all), ["public"]);
  assertEquals(of(ingress("inside"), all), ["internal"]);
  // The class says whose it is, whatever it is called; the old annotation is held against the flag alone.
  assertEquals(of(ingress("internal"), all), ["public"]);
  assertEquals(of(ingress("", "internal"), all), ["internal"]);
  assertEquals(of(ingress("nginx"), all), ["public"]);
  assertEquals(of(ingress("strange"), all), ["public", "internal"]);
});

Deno.test("Controllers.of() takes those that watch Ingresses without a class", () => {
  const watching = controller("any", ["--watch-ingress-without-class"]);
  assertEquals(of(ingress(""), [controller("one", []), watching]), ["any"]);
  assertEquals(of(ingress(""), [controller("one", []), controller("two", [])]), ["one", "two"]);
  const off = controller("off", ["--watch-ingress-without-class=false"]);
  assertEquals(of(ingress(""), [off, watching]), ["any"]);
});

Deno.test("Controllers.of() reads flags in a script, and of what nobody knows takes the worst", () => {
  const script = `exec ${PROGRAM} --configmap=$(NS)/own --ingress-class=mine`;
  const env = [{ name: "NS", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } }];
  const image = "mirror.example/edge";
  const own = controller("x", [], { image, command: ["sh", "-c", script], args: [], env });
  assertEquals(of(ingress("mine"), [own, controller("other", [])]), ["own"]);
  const secret = controller("secret", ["--ingress-class=$(CLASS)", "--configmap=$(MAP)"]);
  assertEquals(of(ingress("mine"), [own, secret]), ["own", "unknown"]);
});
