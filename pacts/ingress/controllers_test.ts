import { assertEquals } from "@std/assert";
import { contextOf } from "../_testing.ts";
import type { Ingress } from "../kubernetes/types.ts";
import type { Manifest } from "../manifest.ts";
import { type ControllerProgram, Controllers } from "./controllers.ts";

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
  return new Controllers(["nginx"], contextOf(manifests)).of(manifest)
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

Deno.test("Controllers.of() takes those that watch the namespace", () => {
  const watching = (name: string, namespace: string) =>
    controller(name, [`--watch-namespace=${namespace}`]);
  const nginx = ingress("nginx");
  assertEquals(of(nginx, [watching("one", "shop"), watching("two", "other")]), ["one"]);
  assertEquals(of(nginx, [watching("one", "$(NS)"), controller("two", [])]), ["one", "two"]);
});

/** Whether a controller reads an Ingress of a class, of an old class, and one without. */
function reads(
  program: ControllerProgram,
  image: string,
  args: string[],
  classes: Manifest[] = [],
): boolean[] {
  const pod = {
    kind: "Pod",
    metadata: { name: "x" },
    spec: { containers: [{ name: "x", image, args }] },
  };
  const controllers = new Controllers([program], contextOf([pod as Manifest, ...classes]));
  return [ingress("inside"), ingress("", "inside"), ingress("")]
    .map((manifest) => controllers.read(manifest));
}

Deno.test("Controllers.read() knows how HAProxy's controllers are told of classes", () => {
  const image = "haproxytech/kubernetes-ingress:3.0";
  const inside = ["--ingress.class=inside"];
  assertEquals(reads("haproxy", image, inside), [true, true, false]);
  assertEquals(reads("haproxy", image, [...inside, "--empty-ingress-class"]), [true, true, true]);
  assertEquals(reads("haproxy", image, []), [false, false, true]);
  const classes = [ingressClass("inside", "haproxy.org/ingress-controller")];
  assertEquals(reads("haproxy", image, [], classes), [true, true, true]);
  const other = "quay.io/jcmoraisjr/haproxy-ingress:v0.14";
  assertEquals(reads("haproxy-ingress", other, ["--ingress-class=inside"]), [true, true, false]);
  assertEquals(reads("haproxy-ingress", other, ["--watch-ingress-without-class"]), [
    ...[false, false, true],
  ]);
  const mine = [ingressClass("inside", "haproxy-ingress.github.io/controller/mine")];
  assertEquals(reads("haproxy-ingress", other, ["--controller-class=mine"], mine), [
    ...[true, false, false],
  ]);
});

Deno.test("Controllers.read() knows that Traefik reads what has no class, unless it is told of one", () => {
  const image = "docker.io/traefik:v3.1";
  const provider = "--providers.kubernetesingress";
  assertEquals(reads("traefik", image, [provider]), [false, false, true]);
  assertEquals(reads("traefik", image, []), [false, false, false]);
  assertEquals(reads("traefik", image, [`${provider}.ingressClass=inside`]), [true, true, false]);
  const classes = [ingressClass("inside", "traefik.io/ingress-controller")];
  assertEquals(reads("traefik", image, [provider], classes), [true, true, true]);
});
