/**
 * A conversion touches nothing of the machine: it runs without any permission, and gives the same.
 */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import distribution from "../distributions/helmfile2compose/distribution.json" with {
  type: "json",
};
import turnkey from "../distributions/kubernetes2simple/distribution.json" with { type: "json" };
import { parseManifests } from "../engine/core/manifests/parse.ts";
import { readManifestFiles } from "../engine/io/input/manifest_files.ts";
import { convert, Diagnostics } from "../mod.ts";
import { BUNDLED, CATALOGUE, convertAll } from "./_pure.ts";

const PLATFORM = `
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: data}
spec:
  serviceName: db
  replicas: 3
  volumeClaimTemplates: [{metadata: {name: data}}]
  template:
    metadata: {labels: {app: db}}
    spec:
      securityContext: {runAsUser: 999, fsGroup: 999}
      initContainers:
      - {name: prepare, image: busybox, command: [sh, -c, "chown $(POD_UID) /d"], env: [{name: POD_UID, value: "999"}], volumeMounts: [{name: data, mountPath: /d}, {name: scratch, mountPath: /s}]}
      containers:
      - name: db
        image: postgres:17
        env:
        - {name: POSTGRES_PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}
        - {name: UID_OF_POD, valueFrom: {fieldRef: {fieldPath: metadata.uid}}}
        - {name: MEMORY, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 1Mi}}}
        ports: [{name: sql, containerPort: 5432}]
        resources: {limits: {cpu: 500m, memory: 1Gi}, requests: {cpu: 100m}}
        volumeMounts: [{name: data, mountPath: /var/lib/postgresql}, {name: scratch, mountPath: /scratch}, {name: keys, mountPath: /keys, readOnly: true}]
        readinessProbe: {exec: {command: [pg_isready]}, periodSeconds: 5}
      - {name: exporter, image: exporter, volumeMounts: [{name: scratch, mountPath: /scratch}]}
      volumes:
      - {name: scratch, emptyDir: {}}
      - {name: keys, secret: {secretName: db, defaultMode: 0400, items: [{key: cert, path: tls/cert.der}]}}
---
kind: Service
metadata: {name: db, namespace: data}
spec: {clusterIP: None, selector: {app: db}, ports: [{port: 5432, targetPort: sql}]}
---
kind: Secret
metadata: {name: db, namespace: data}
data: {cert: /wAB/g==}
stringData: {password: "pa$$word"}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop, annotations: {note: x}}
spec:
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: nginx
        env: [{name: DB, value: "postgres://me@db.data.svc:5432/x"}, {name: API, value: "http://api/v1"}]
        envFrom: [{configMapRef: {name: web}}, {secretRef: {name: gone, optional: true}}]
        ports: [{name: http, containerPort: 8080}]
        volumeMounts: [{name: config, mountPath: /etc/web}, {name: all, mountPath: /all}, {name: memory, mountPath: /dev/shm}]
        livenessProbe: {httpGet: {path: /health, port: http}}
      - {name: log, image: busybox, args: [tail]}
      volumes:
      - {name: config, configMap: {name: web}}
      - {name: all, projected: {sources: [{configMap: {name: web}}, {downwardAPI: {items: [{path: name, fieldRef: {fieldPath: metadata.name}}]}}]}}
      - {name: memory, emptyDir: {medium: Memory, sizeLimit: 64Mi}}
---
kind: ConfigMap
metadata: {name: web, namespace: shop}
data: {url: "http://api/v1", "app.ini": "db = db.data.svc.cluster.local:5432"}
binaryData: {logo: iVBORw==}
---
kind: Service
metadata: {name: api, namespace: shop}
spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, targetPort: http, nodePort: 30080}]}
---
kind: Service
metadata: {name: db, namespace: shop}
spec: {type: ExternalName, externalName: db.data.svc.cluster.local}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop, annotations: {haproxy.org/path-rewrite: '/x/(.*) /\\1', haproxy.org/server-ssl: "true"}}
spec:
  tls: [{hosts: [shop.example.com], secretName: tls}]
  rules:
  - {host: shop.example.com, http: {paths: [{path: /x, pathType: Prefix, backend: {service: {name: api, port: {number: 80}}}}, {path: /, pathType: Prefix, backend: {service: {name: api, port: {name: http}}}}]}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: guarded, namespace: shop, annotations: {nginx.ingress.kubernetes.io/auth-url: "http://auth"}}
spec:
  rules: [{host: guarded.example.com, http: {paths: [{path: /, backend: {service: {name: api, port: {number: 80}}}}]}}]
---
kind: Job
metadata: {name: migrate, namespace: shop}
spec: {template: {spec: {containers: [{name: m, image: migrate}], volumes: []}}}
---
kind: DaemonSet
metadata: {name: agent, namespace: ingress}
spec: {template: {spec: {hostNetwork: true, containers: [{name: a, image: agent}]}}}
---
kind: Deployment
metadata: {name: cert-manager, namespace: system}
spec: {template: {spec: {containers: [{name: a, image: cm}]}}}
---
kind: PersistentVolumeClaim
metadata: {name: spare, namespace: shop}
---
kind: CronJob
metadata: {name: nightly, namespace: shop}
---
kind: Widget
metadata: {name: odd, namespace: shop}
`;

const FILES = [
  { file: "shop/templates/all.yaml", text: PLATFORM },
  { file: "shop/templates/broken.yaml", text: "a: [" },
];

Deno.test("BUNDLED holds what helmfile2compose names, in its order", () => {
  assertEquals(Object.keys(BUNDLED), distribution.extensions);
});

Deno.test("CATALOGUE holds what kubernetes2simple names, in its order", () => {
  assertEquals(Object.keys(CATALOGUE), turnkey.extensions);
});

Deno.test(
  "a conversion with all bundled extensions needs no permission",
  { permissions: "none" },
  async () => {
    // The test would prove nothing if the permissions were there after all.
    const { state } = await Deno.permissions.query({ name: "read" });
    assertNotEquals(state, "granted");
    const { project } = await convertAll(FILES) as { project: { services: object } };
    const expected = ["caddy", "db", "db-init-prepare", "db-sidecar-exporter", "migrate", "web"];
    for (const name of expected) assert(name in project.services, name);
  },
);

/** Something of each sort that the catalogue converts. */
const OPERATORS = `
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: self, namespace: shop}
spec: {selfSigned: {}}
---
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: ca, namespace: shop}
spec: {isCA: true, commonName: ca, secretName: ca, privateKey: {algorithm: ECDSA}, issuerRef: {name: self}}
---
apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: {name: trusted}
spec: {sources: [{secret: {name: ca, key: ca.crt}}, {useDefaultCAs: true}], target: {configMap: {key: ca.pem}}}
---
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: {name: orders, namespace: shop}
spec: {storage: {size: 1Gi}}
---
apiVersion: k8s.keycloak.org/v2alpha1
kind: Keycloak
metadata: {name: login, namespace: shop}
spec: {hostname: {hostname: login.example}, db: {vendor: postgres, host: orders-rw}}
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: api, namespace: shop}
spec: {selector: {matchLabels: {app: web}}, endpoints: [{port: http}]}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: hourly, namespace: shop}
spec: {schedule: "@hourly", jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: a}]}}}}}
---
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: {name: web, namespace: shop}
spec: {routes: [{match: "Host(\`traefik.example\`)", services: [{name: api, port: 80}]}]}
`;

Deno.test(
  "a conversion with the whole catalogue needs no permission",
  { permissions: "none" },
  async () => {
    const files = [...FILES, { file: "shop/templates/operators.yaml", text: OPERATORS }];
    const { project, files: written } = await convertAll(files, {
      ...BUNDLED,
      ...CATALOGUE,
    }) as { project: { services: object }; files: [path: string][] };
    for (const name of ["orders", "login", "prometheus", "hourly"]) {
      assert(name in project.services, name);
    }
    const paths = written.map(([path]) => path);
    for (const path of ["secrets/ca/tls.key", "crontab"]) assert(paths.includes(path), path);
  },
);

Deno.test("a conversion gives the same without any permission as with all", async () => {
  const example = fromFileUrl(new URL("../examples/platform/rendered", import.meta.url));
  const files = [...FILES, ...(await readManifestFiles(example)).files];
  // A process of its own, so that what modules do when they load counts too.
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--quiet", fromFileUrl(new URL("_pure.ts", import.meta.url))],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(files)));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  assertEquals(JSON.parse(new TextDecoder().decode(stdout)), await convertAll(files));
});

Deno.test("a conversion gives the same when it is done again, and changes no manifest", async () => {
  const manifests = deepFreeze(parseManifests(FILES, new Diagnostics()));
  const config = deepFreeze({ name: "x", overrides: { web: { environment: { A: null } } } });
  const run = async () => {
    const { files, ...rest } = await convert(manifests, config, Object.values(BUNDLED));
    return { ...rest, files: [...files.entries()] };
  };
  assertEquals(await run(), await run());
});

function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}
