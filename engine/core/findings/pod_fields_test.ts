import { assertEquals } from "@std/assert";
import { unknownFields } from "../../../pacts/mod.ts";
import { POD } from "./pod_fields.ts";

const unknown = (spec: object) => [...unknownFields(spec, POD, "spec")].map(({ path }) => path);

Deno.test("POD has what containers and volumes lack named, at any depth", () => {
  assertEquals(
    unknown({
      containers: [{
        ...{ name: "web", image: "web", prts: [] },
        env: [{ name: "A", valu: "b" }, { name: "B", valueFrom: { secretKeyref: {} } }],
        livenessProbe: { httpGet: { path: "/", prt: 80 }, periodSecond: 1 },
        volumeMounts: [{ name: "a", mountpath: "/a" }],
        resources: { limit: {} },
      }],
      initContainers: [{ name: "init", commnad: ["true"] }],
      volumes: [{ name: "a", configMap: { nam: "c", items: [{ key: "a", paht: "b" }] } }],
    }),
    [
      "spec.containers[0].prts",
      "spec.containers[0].env[0].valu",
      "spec.containers[0].env[1].valueFrom.secretKeyref",
      "spec.containers[0].livenessProbe.httpGet.prt",
      "spec.containers[0].livenessProbe.periodSecond",
      "spec.containers[0].volumeMounts[0].mountpath",
      "spec.containers[0].resources.limit",
      "spec.initContainers[0].commnad",
      "spec.volumes[0].configMap.nam",
      "spec.volumes[0].configMap.items[0].paht",
    ],
  );
});

Deno.test("POD leaves alone what is right, and names that people choose", () => {
  assertEquals(
    unknown({
      containers: [{
        name: "web",
        env: [{ name: "A", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }],
        lifecycle: { preStop: { sleep: { seconds: 3 } }, stopSignal: "SIGINT" },
        resources: { limits: { "nvidia.com/gpu": 1 } },
        securityContext: { capabilities: { drop: ["ALL"] }, seLinuxOptions: { any: "x" } },
      }],
      nodeSelector: { any: "x" },
      volumes: [
        { name: "a", csi: { driver: "x", volumeAttributes: { any: "x" } } },
        { name: "b", projected: { sources: [{ secret: { name: "s", items: [{ key: "k" }] } }] } },
        { name: "c", ephemeral: { volumeClaimTemplate: { spec: {} } } },
      ],
    }),
    [],
  );
});
