/**
 * dekube from a script, without a disk: two manifests in, compose.yml on standard output. The engine does what
 * the extensions say; `@dekube/helmfile2compose` exports a `convert` that has the usual ones.
 *
 * @module
 */

import { convert, Diagnostics, parseManifests, renderCompose } from "@dekube/engine";
import * as serviceIndexer from "@dekube/service-indexer";
import * as workload from "@dekube/workload";

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
