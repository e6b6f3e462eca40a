/**
 * Values that refer to others, and files that are mounted more than once.
 *
 * @module
 */

import { container, documents, numbers, object, pod, type Shape } from "./_objects.ts";

/** Inputs by what multiplies in them. */
export const VALUES: Readonly<Record<string, Shape>> = {
  "a pattern of many stars on exclude": (n) => ({
    text: documents([pod("a".repeat(n * 10), { app: "web" })]),
    config: { exclude: ["*a".repeat(n) + "b"] },
  }),

  "patterns on exclude": (n) => ({
    text: documents([pod("web", { app: "web" })]),
    config: { exclude: numbers(n).map((i) => `wab${i}*`) },
  }),

  "rules of replacement": (n) => ({
    text: documents([
      pod("web", { app: "web" }, { containers: [container({ env: [{ name: "A", value: "a" }] })] }),
    ]),
    config: { replacements: numbers(n).map((i) => ({ old: `b${i}`, new: "c" })) },
  }),

  "names on exclude that nothing has": (n) => ({
    text: documents(numbers(n).map((i) => pod(`web${i}`, { app: "web" }))),
    config: { exclude: numbers(n).map((i) => `wab${i}`) },
  }),

  "replacements that grow": (n) => ({
    text: documents([
      pod("web", { app: "web" }, { containers: [container({ env: [{ name: "A", value: "a" }] })] }),
    ]),
    config: { replacements: numbers(n).map(() => ({ old: "a", new: "aa" })) },
  }),

  "variables that hold the one before twice": (n) => ({
    text: documents([
      pod("web", { app: "web" }, {
        containers: [
          container({
            env: [
              { name: "A0", value: "x" },
              ...numbers(n).map((i) => ({ name: `A${i + 1}`, value: `$(A${i})$(A${i})` })),
            ],
          }),
        ],
      }),
    ]),
  }),

  "a file that is projected many times": (n) => ({
    text: documents([
      object("v1", "ConfigMap", "big", { data: { big: "x".repeat(n * 100) } }),
      pod("web", { app: "web" }, {
        volumes: [{
          name: "all",
          projected: {
            sources: numbers(n).map((i) => ({
              configMap: { name: "big", items: [{ key: "big", path: `f${i}` }] },
            })),
          },
        }],
        containers: [container({ volumeMounts: [{ name: "all", mountPath: "/all" }] })],
      }),
    ]),
  }),

  "mounts of one projected volume": (n) => ({
    text: documents([
      object("v1", "ConfigMap", "c", {
        data: Object.fromEntries(numbers(n).map((i) => [`k${i}`, "x"])),
      }),
      pod("web", { app: "web" }, {
        volumes: [{
          name: "all",
          projected: { sources: numbers(n).map(() => ({ configMap: { name: "c" } })) },
        }],
        containers: [
          container({
            volumeMounts: numbers(n).map((i) => ({
              name: "all",
              mountPath: `/m${i}`,
              subPath: `k${i}`,
            })),
          }),
        ],
      }),
    ]),
  }),

  "files of one ConfigMap": (n) => ({
    text: documents([
      object("v1", "ConfigMap", "c", {
        data: Object.fromEntries(numbers(n).map((i) => [`k${i}`, ""])),
      }),
      pod("web", { app: "web" }, {
        volumes: [{ name: "c", configMap: { name: "c" } }],
        containers: [container({ volumeMounts: [{ name: "c", mountPath: "/c" }] })],
      }),
    ]),
  }),

  "keys of one ConfigMap, one variable each": (n) => ({
    text: documents([
      object("v1", "ConfigMap", "c", {
        data: Object.fromEntries(numbers(n).map((i) => [`k${i}`, "x"])),
      }),
      object("v1", "Secret", "c", {
        stringData: Object.fromEntries(numbers(n).map((i) => [`k${i}`, "x"])),
      }),
      pod("web", { app: "web" }, {
        containers: [container({
          env: numbers(n).flatMap((i) => [
            { name: `C${i}`, valueFrom: { configMapKeyRef: { name: "c", key: `k${i}` } } },
            { name: `S${i}`, valueFrom: { secretKeyRef: { name: "c", key: `k${i}` } } },
          ]),
        })],
      }),
    ]),
  }),

  "keys of one ConfigMap, one mount each": (n) => ({
    text: documents([
      object("v1", "ConfigMap", "c", {
        data: Object.fromEntries(numbers(n).map((i) => [`k${i}`, "x"])),
      }),
      pod("web", { app: "web" }, {
        volumes: [{ name: "c", configMap: { name: "c" } }],
        containers: [container({
          volumeMounts: numbers(n).map((i) => ({
            name: "c",
            mountPath: `/m/k${i}`,
            subPath: `k${i}`,
          })),
        })],
      }),
    ]),
  }),

  "one ConfigMap in the environment of all": (n) => ({
    text: documents([
      object("v1", "ConfigMap", "c", {
        data: Object.fromEntries(numbers(n).map((i) => [`k${i}`, "x"])),
      }),
      ...numbers(n).map((i) =>
        pod(`p${i}`, { app: "web" }, {
          containers: [container({ envFrom: [{ configMapRef: { name: "c" } }] })],
        })
      ),
    ]),
  }),

  "overrides of all": (n) => ({
    text: documents(numbers(n).map((i) => pod(`p${i}`, { app: "web" }))),
    config: {
      overrides: Object.fromEntries(numbers(n).map((i) => [`p${i}`, { environment: { A: "1" } }])),
      written: ["overrides"],
    },
  }),

  "overrides of nobody": (n) => ({
    text: documents(numbers(n).map((i) => pod(`p${i}`, { app: "web" }))),
    config: {
      overrides: Object.fromEntries(numbers(n).map((i) => [`q${i}`, { environment: { A: "1" } }])),
      written: ["overrides"],
    },
  }),

  "one Secret's long value, many placeholders": (n) => ({
    text: documents([
      object("v1", "Secret", "c", { stringData: { k: "x".repeat(n) } }),
      pod("web", { app: "web" }, {
        containers: [container({
          args: numbers(n).map(() => "$(A)"),
          env: [{ name: "A", valueFrom: { secretKeyRef: { name: "c", key: "k" } } }],
        })],
      }),
    ]),
  }),
};
