/**
 * Whatever stands in dekube.yaml, which may be a stranger's, a conversion ends with a message at most.
 */
import { parse } from "@std/yaml";
import { assertEquals } from "@std/assert";
import { parseConfig } from "../../engine/core/settings/config.ts";
import { parseManifests, renderCompose, UserError } from "../../mod.ts";
import { isLimitError } from "../../pacts/limits.ts";
import { Diagnostics } from "../../pacts/mod.ts";
import { DISTRIBUTIONS } from "../_corpus.ts";
import { eachReplaced, mutated, NO_TEXT } from "./_mutations.ts";
import { Odd, RUNS } from "./_odd.ts";

/** Every setting, in every form. */
const SETTINGS = parse(`
name: shop
volume_root: ./data
volumes:
  data: { host_path: db }
  cache: {}
  media: { driver_opts: { type: nfs, o: addr=x, device: ":/media" } }
  archive: { external: true, name: old }
exclude: [metrics-server, "*-operator"]
images:
  nginx: { build: { context: ../api, args: { A: b } }, develop: { watch: [{ action: rebuild, path: ../api }] } }
  a: b:2
  postgres: { image: ":16.4", platform: linux/amd64, pull_policy: always }
overrides:
  web:
    image: x
    environment: { A: b, C: null }
    ports: ["8080:80", { target: 80, published: "90" }]
    depends_on: { db: { condition: service_healthy } }
    networks: { default: { aliases: [x] } }
    labels: [a=b]
    volumes: ["a:/b", { type: bind, source: /a, target: /b }]
    healthcheck: { test: [CMD, x], interval: 5s }
    deploy: { resources: { limits: { memory: 1g } } }
    extra_hosts: ["a:192.0.2.1"]
    command: [run, --url, "http://mail:8025"]
    secrets: [a, { source: b }]
    user: 1000
    profiles: [p]
  db: null
services:
  mail:
    image: mailpit
    ports: ["8025:8025"]
    environment: [A=b]
    volumes: ["$volume_root/mail:/data", "n:/x"]
    depends_on: [web]
  side: { image: side, network_mode: "service:mail", pull_policy: daily }
replacements: [{ old: a, new: "$secret:mail:password" }, { old: b }]
disable_ingress: false
ingress_types: { internal: nginx }
https: internal
hosts: { shop.acme.io: shop.localhost, "*.acme.io": "*.localhost" }
accept: [one-replica, "host-path:Deployment/uploads"]
secrets: inline
network: ""
subnet: 10.115.4.0/22
infer_namespaces: true
extensions:
  caddy: { http_port: 8080, https_port: 8443, email: a@b.example, tls_internal: true }
  start-order: { enabled: false }
  servicemonitor: {}
depends: []
limits: { output: 1 GiB, keys: 5 }
distribution: x
distribution_version: "1"
`) as object;

const MANIFESTS = `
kind: Secret
metadata: { name: mail, namespace: shop }
stringData: { password: hunter2-and-more }
---
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
      - name: web
        image: nginx
        ports: [{ containerPort: 80 }]
        env: [{ name: PASSWORD, valueFrom: { secretKeyRef: { name: mail, key: password } } }]
        volumeMounts: [{ name: data, mountPath: /data }]
      volumes: [{ name: data, persistentVolumeClaim: { claimName: data } }]
---
kind: Deployment
metadata: { name: db, namespace: shop }
spec: { template: { spec: { containers: [{ name: db, image: "postgres:1" }] } } }
---
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
---
kind: Ingress
metadata: { name: web, namespace: shop }
spec:
  tls: [{ hosts: [shop.acme.io] }]
  rules:
  - host: shop.acme.io
    http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] }
`;

/** What is wrong with some settings, other than what a user is told. */
async function failure(settings: object): Promise<string | undefined> {
  const diagnostics = new Diagnostics();
  try {
    const config = parseConfig(JSON.stringify(settings), "dekube.yaml");
    const { project } = await DISTRIBUTIONS.kubernetes2simple.convert(
      parseManifests([{ file: "a.yaml", text: MANIFESTS }], diagnostics),
      config,
      [],
      { firstRun: false, sourceName: "shop", diagnostics },
    );
    renderCompose(project);
    return undefined;
  } catch (error) {
    if (error instanceof UserError || isLimitError(error)) return undefined;
    return error instanceof Error ? error.stack : String(error);
  }
}

Deno.test("a conversion ends with a message at most when settings are odd", async () => {
  for (let run = 1; run <= RUNS * 2; run++) {
    const odd = new Odd(run);
    const [changed] = mutated([SETTINGS], odd);
    const settings = odd.below(2) === 0 ? changed : { ...changed, secrets: "env-file" };
    assertEquals(await failure(settings), undefined, `run ${run}: ${JSON.stringify(settings)}`);
  }
});

Deno.test("a conversion ends with a message at most when a setting is a mapping that is no text", async () => {
  let places = 0;
  for (const [path, settings] of eachReplaced(SETTINGS, NO_TEXT)) {
    places++;
    assertEquals(await failure(settings as object), undefined, path);
  }
  assertEquals(places > 100, true);
});
