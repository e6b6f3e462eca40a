/**
 * Manifests that grow as fast as a platform's can: n releases of n apps, of the same names in each
 * release's namespace; every app mounts every ConfigMap and names every Service of its release.
 *
 * @module
 */

/** Rendered files of `n` releases of `n` apps. */
export function tortureFiles(n: number): { file: string; text: string }[] {
  const numbers = Array.from({ length: n }, (_, index) => index);
  return numbers.flatMap((release) =>
    numbers.map((app) => ({
      file: `helmfile.yaml-0123abcd-r${release}/app${app}/templates/all.yaml`,
      text: appText(`r${release}`, app, numbers),
    }))
  );
}

function appText(namespace: string, app: number, numbers: readonly number[]): string {
  return `---
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings${app}
  namespace: ${namespace}
data:
  settings.ini: |
    [app${app}]
    upstream = http://app${(app + 1) % numbers.length}
    greeting = hello
---
apiVersion: v1
kind: Service
metadata:
  name: app${app}
  namespace: ${namespace}
spec:
  selector:
    app: app${app}
  ports:
  - name: http
    port: 80
    targetPort: http
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: app${app}
  namespace: ${namespace}
spec:
  selector:
    matchLabels:
      app: app${app}
  template:
    metadata:
      labels:
        app: app${app}
    spec:
      containers:
      - name: app
        image: example/app${app}:1.0
        ports:
        - name: http
          containerPort: 8080
        env:
${
    numbers.map((other) =>
      `        - name: APP${other}_URL
          value: http://app${other}.${namespace}.svc.cluster.local:80/v1`
    ).join("\n")
  }
        volumeMounts:
${
    numbers.map((other) =>
      `        - name: settings${other}
          mountPath: /etc/app/settings${other}`
    ).join("\n")
  }
      volumes:
${
    numbers.map((other) =>
      `      - name: settings${other}
        configMap:
          name: settings${other}`
    ).join("\n")
  }
`;
}
