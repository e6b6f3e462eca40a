/**
 * A small shop, for who wants to see something first.
 *
 * @module
 */

import type { Given } from "../messages.ts";

const SHOP = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - name: web
          image: nginx:1.27-alpine
          ports: [{ containerPort: 80 }]
          env:
            - { name: API_URL, value: "http://api:8080" }
          volumeMounts:
            - { name: pages, mountPath: /usr/share/nginx/html }
      volumes:
        - { name: pages, configMap: { name: pages } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: pages, namespace: shop }
data:
  index.html: |
    <h1>A shop</h1>
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop }
spec:
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      containers:
        - name: api
          image: hashicorp/http-echo:1.0
          args: ["-listen=:8080", "-text=hello"]
          ports: [{ containerPort: 8080 }]
          env:
            - name: DB_PASSWORD
              valueFrom: { secretKeyRef: { name: db, key: password } }
            - { name: DB_URL, value: "postgres://shop:$(DB_PASSWORD)@db:5432/shop" }
          readinessProbe: { httpGet: { path: /, port: 8080 } }
---
apiVersion: v1
kind: Service
metadata: { name: api, namespace: shop }
spec: { selector: { app: api }, ports: [{ port: 8080 }] }
---
apiVersion: v1
kind: Secret
metadata: { name: db, namespace: shop }
stringData: { password: not-so-secret }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, namespace: shop }
spec:
  serviceName: db
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec:
      containers:
        - name: db
          image: postgres:17-alpine
          ports: [{ containerPort: 5432 }]
          env:
            - { name: POSTGRES_USER, value: shop }
            - name: POSTGRES_PASSWORD
              valueFrom: { secretKeyRef: { name: db, key: password } }
          volumeMounts:
            - { name: data, mountPath: /var/lib/postgresql/data }
  volumeClaimTemplates:
    - metadata: { name: data }
      spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
---
apiVersion: v1
kind: Service
metadata: { name: db, namespace: shop }
spec: { selector: { app: db }, ports: [{ port: 5432 }] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: shop, namespace: shop }
spec:
  rules:
    - host: shop.localhost
      http:
        paths:
          - { path: /api, pathType: Prefix, backend: { service: { name: api, port: { number: 8080 } } } }
          - { path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }
`;

/** The shop, as if somebody had given it. */
export function example(): Given {
  return {
    name: "shop.yaml",
    files: [{ path: "shop.yaml", bytes: new TextEncoder().encode(SHOP) }],
  };
}
