/**
 * Short forms of the manifests that many cases need. What a case is about stands in the case.
 *
 * @module
 */

type Json = Record<string, unknown>;

/** How a probe is made that sees soon what is ready, and gives a slow machine its time. */
export const SOON = { periodSeconds: 1, failureThreshold: 30, timeoutSeconds: 10 } as const;

/** Several manifests as one YAML stream; JSON is YAML. */
export function stream(...manifests: Json[]): string {
  return manifests.map((manifest) => JSON.stringify(manifest, null, 2)).join("\n---\n");
}

/** A workload with one container, `main`; `pod` and `container` are merged in. */
export function workload(
  id: string,
  { kind = "Deployment", container = {}, pod = {}, spec = {}, labels }: {
    kind?: string;
    container?: Json;
    pod?: Json;
    spec?: Json;
    labels?: Record<string, string>;
  } = {},
): Json {
  const [namespace, name] = id.split("/");
  const containers = [{ name: "main", image: "example/tools:1", ...container }];
  return {
    apiVersion: kind === "Job" ? "batch/v1" : "apps/v1",
    kind,
    metadata: { name, namespace },
    spec: {
      ...(kind === "Job" ? {} : { selector: { matchLabels: { app: name } } }),
      template: {
        metadata: { labels: labels ?? { app: name } },
        // BusyBox as the first process ignores SIGTERM.
        spec: { terminationGracePeriodSeconds: 1, containers, ...pod },
      },
      ...spec,
    },
  };
}

/** A workload that only waits, to ask from. */
export function client(id: string, options: Parameters<typeof workload>[1] = {}): Json {
  return workload(id, {
    ...options,
    container: { command: ["sleep", "100000"], ...options.container },
  });
}

/** A workload that answers every request for `/` with a text. */
export function web(
  id: string,
  text: string,
  { port = 8080, ...options }: Parameters<typeof workload>[1] & { port?: number } = {},
): Json {
  return workload(id, {
    ...options,
    container: {
      command: [
        "sh",
        "-c",
        'mkdir -p /tmp/www && echo "$TEXT" >/tmp/www/index.html && exec httpd -f -p "$PORT" -h /tmp/www',
      ],
      env: [{ name: "TEXT", value: text }, { name: "PORT", value: String(port) }],
      ports: [{ name: "http", containerPort: port }],
      readinessProbe: {
        httpGet: { path: "/", port: "http" },
        ...SOON,
      },
      ...options.container,
    },
  });
}

/**
 * A workload that answers every path below `/cgi-bin/` with what it was asked: method, URI, headers that CGI
 * knows.
 */
export function echo(id: string, { port = 8080 }: { port?: number } = {}): Json {
  return workload(id, {
    container: {
      command: [
        "sh",
        "-c",
        `nc -ll -p ${port} -e sh -c '
          read -r method uri version
          host=; length=0
          while read -r header; do
            header=\${header%?}
            [ -n "$header" ] || break
            case $header in
              [Hh]ost:*) host=\${header#*: } ;;
              [Cc]ontent-[Ll]ength:*) length=\${header#*: } ;;
            esac
          done
          [ "$length" = 0 ] || head -c "$length" >/dev/null
          body="$method $uri host=$host service=$NAME"
          printf "HTTP/1.1 200 OK\\r\\nContent-Length: %s\\r\\nConnection: close\\r\\nX-Backend: yes\\r\\n\\r\\n%s" "\${#body}" "$body"
        '`,
      ],
      env: [{ name: "NAME", value: id.split("/")[1] }],
      ports: [{ name: "http", containerPort: port }],
      readinessProbe: {
        tcpSocket: { port: "http" },
        ...SOON,
      },
    },
  });
}

/** A Service. */
export function service(
  id: string,
  { app, port = 80, targetPort = "http", spec = {} }: {
    app?: string;
    port?: number;
    targetPort?: number | string;
    spec?: Json;
  } = {},
): Json {
  const [namespace, name] = id.split("/");
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace },
    spec: { selector: { app: app ?? name }, ports: [{ name: "http", port, targetPort }], ...spec },
  };
}

/** A Service that is another name for something. */
export function externalName(id: string, target: string): Json {
  const [namespace, name] = id.split("/");
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace },
    spec: { type: "ExternalName", externalName: target },
  };
}

/** A ConfigMap or Secret. */
export function data(
  kind: "ConfigMap" | "Secret",
  id: string,
  fields: Json,
): Json {
  const [namespace, name] = id.split("/");
  return { apiVersion: "v1", kind, metadata: { name, namespace }, ...fields };
}

/** A custom resource. */
export function custom(apiVersion: string, kind: string, id: string, spec: Json): Json {
  const [namespace, name] = id.split("/");
  return { apiVersion, kind, metadata: { name, namespace }, spec };
}

/** An Ingress with one path for each entry of `paths`: path -> `service:port`, or with more to say. */
export function ingress(
  id: string,
  host: string,
  paths: Record<string, string | { backend: string; pathType: string }>,
  annotations: Record<string, string> = {},
): Json {
  const [namespace, name] = id.split("/");
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name, namespace, annotations },
    spec: {
      ingressClassName: "haproxy",
      rules: [{
        host,
        http: {
          paths: Object.entries(paths).map(([path, value]) => {
            const { backend, pathType } = typeof value === "string"
              ? { backend: value, pathType: "Prefix" }
              : value;
            const [service, port] = backend.split(":");
            return {
              path,
              pathType,
              backend: { service: { name: service, port: { number: Number(port) } } },
            };
          }),
        },
      }],
    },
  };
}
