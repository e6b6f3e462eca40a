/**
 * Aliases, nesting and what else YAML may hold.
 *
 * @module
 */

import { container, documents, pod, type Shape } from "./_objects.ts";

/** `levels` mappings, each of which holds the one before it twice: 2^levels as a tree. */
function aliasBomb(levels: number, indent: string): string {
  const lines = ["l0: &l0 {a: x, b: y}"];
  for (let level = 1; level <= levels; level++) {
    lines.push(`l${level}: &l${level} {a: *l${level - 1}, b: *l${level - 1}}`);
  }
  return lines.map((line) => indent + line).join("\n");
}

/** Inputs by what multiplies in them. */
export const YAML: Readonly<Record<string, Shape>> = {
  "aliases in labels": (n) => ({
    text: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  template:
    metadata:
      labels:
${aliasBomb(n, "        ")}
    spec:
      containers:
      - name: app
        image: example/app:1
`,
  }),

  "aliases in a field of a custom resource": (n) => ({
    text: `apiVersion: example.com/v1
kind: Widget
metadata:
  name: web
  namespace: shop
  annotations:
${aliasBomb(n, "    ")}
spec:
${aliasBomb(n, "  ")}
`,
  }),

  "aliases in a container": (n) => ({
    text: `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
${aliasBomb(n, "  ")}
  containers:
  - name: app
    image: example/app:1
    securityContext: *l${n}
    env:
    - {name: A, value: *l${n}}
    command: [*l${n}]
    volumeMounts: [{name: v, mountPath: *l${n}}]
  volumes: [{name: v, configMap: *l${n}}]
`,
  }),

  "aliases in a ConfigMap": (n) => ({
    text: `apiVersion: v1
kind: ConfigMap
metadata: {name: web, namespace: shop}
data:
${aliasBomb(n, "  ")}
---
${
      documents([
        pod("web", { app: "web" }, {
          containers: [container({ envFrom: [{ configMapRef: { name: "web" } }] })],
        }),
      ])
    }
`,
  }),

  "a deep list of lists": (n) => ({
    text: '{"apiVersion":"v1","kind":"List","items":['.repeat(n) + JSON.stringify(pod("web", {})) +
      "]}".repeat(n),
  }),

  "a deep value": (n) => ({
    text: `{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"x"},"spec":${
      "[".repeat(n)
    }${"]".repeat(n)}}`,
  }),
};
