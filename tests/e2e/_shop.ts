/**
 * A small shop, converted.
 *
 * @module
 */

import { convert, Diagnostics, type Manifest, parseManifests } from "../../mod.ts";
import { renderPage } from "../../engine/page/mod.ts";
import helmfile2compose from "../../distributions/helmfile2compose/mod.ts";

/** The password in it. */
export const PASSWORD = "correct-horse-battery";

const SHOP = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
      - name: web
        image: example/web:1
        env:
        - { name: API_URL, value: "http://api:8080" }
        - { name: DB_PASSWORD, valueFrom: { secretKeyRef: { name: db, key: password } } }
        - { name: DSN, value: "postgres://shop:$(DB_PASSWORD)@db.data:5432/shop" }
        volumeMounts: [{ name: files, mountPath: /files }]
      volumes: [{ name: files, persistentVolumeClaim: { claimName: files } }]
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: files, namespace: shop }
spec: { resources: { requests: { storage: 1Gi } } }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Secret
metadata: { name: db, namespace: shop }
stringData: { password: ${PASSWORD} }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop }
spec:
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec: { containers: [{ name: api, image: example/api:1 }] }
---
apiVersion: v1
kind: Service
metadata: { name: api, namespace: shop }
spec: { selector: { app: api }, ports: [{ port: 8080 }] }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, namespace: data }
spec:
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec: { containers: [{ name: db, image: "postgres:17" }] }
---
apiVersion: v1
kind: Service
metadata: { name: db, namespace: data }
spec: { selector: { app: db }, ports: [{ port: 5432 }] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web, namespace: shop }
spec:
  rules:
  - host: shop.test
    http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] }
---
apiVersion: example.com/v1
kind: Widget
metadata: { name: odd, namespace: shop }
spec: { size: 1 }
`;

/** The page of the shop. */
export async function shopPage(): Promise<string> {
  const manifests: Manifest[] = parseManifests(
    [{ file: "shop.yaml", text: SHOP }],
    new Diagnostics(),
  );
  const conversion = await convert(
    manifests,
    { name: "shop" },
    await helmfile2compose.extensions(),
    {
      details: true,
    },
  );
  const { project, entryPoints, diagnostics, details } = conversion;
  return renderPage({
    project,
    entryPoints,
    diagnostics,
    details: details!,
    files: [...conversion.files.entries()],
    generator: "helmfile2compose 1.0.0",
    account: {
      objects: [{
        resource: { group: "apps", kind: "Deployment", namespace: "shop", name: "web" },
        fields: [
          {
            path: "spec.template.spec.containers[0].image",
            verdict: "converted",
            by: "workload",
            to: ["services.web.image"],
          },
          { path: "spec.replicas", verdict: "not-convertible", code: "replicas" },
          { path: "spec.selector.matchLabels.app", verdict: "meaningless", reason: "no selectors" },
        ],
      }],
    },
  });
}
