/**
 * dekube from a script, without a disk: two manifests in, compose.yml on standard output. The engine does what
 * the extensions say; `@dekube/helmfile2compose` exports a `convert` that has the usual ones.
 * A copy of this file runs anywhere: deno run --allow-import library.ts
 *
 * @module
 */

// deno-lint-ignore-file no-import-prefix -- no deno.json need lie beside a copy
import { convert, Diagnostics, parseManifests, renderCompose } from "jsr:@dekube/engine@^1";
import * as serviceIndexer from "jsr:@dekube/service-indexer@^1";
import * as workload from "jsr:@dekube/workload@^1";

const text = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: hello, namespace: demo }
spec:
  selector: { matchLabels: { app: hello } }
  template:
    metadata: { labels: { app: hello } }
    spec:
      containers:
      - name: hello
        image: example/hello:1.0
        ports: [{ name: http, containerPort: 8080 }]
        env:
        - { name: SELF, value: "http://hello.demo.svc.cluster.local/" }
---
apiVersion: v1
kind: Service
metadata: { name: hello, namespace: demo }
spec:
  selector: { app: hello }
  ports: [{ port: 80, targetPort: http }]
`;

const diagnostics = new Diagnostics();
const manifests = parseManifests([{ file: "hello.yaml", text }], diagnostics);
const { project } = await convert(manifests, { name: "hello" }, [serviceIndexer, workload], {
  diagnostics,
});

console.log(renderCompose(project));
for (const { severity, message } of diagnostics) console.error(`${severity}: ${message}`);
