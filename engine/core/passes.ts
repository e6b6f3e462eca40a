/**
 * What a conversion consists of, in order. Each pass says why it stands where it does: which others must have run
 * before it. Extensions run within `convert`, `route` and `transform`; all else is the engine's own.
 *
 * @module
 */

import { pause } from "./pause.ts";
import { append, idOf, items, type Manifest, type PreviousFiles } from "../../pacts/mod.ts";
import { rewriteAddresses, rewriteFiles } from "./network/addresses.ts";
import { checkClaims, noteDeclaredClaims } from "./claims.ts";
import { clusterScopedKinds } from "./manifests/cluster_scope.ts";
import { withoutClusterPrograms } from "./settings/cluster_programs.ts";
import { warnUnknownVolumeKeys } from "./settings/compose_keys.ts";
import { warnUnknownKeys } from "./settings/config.ts";
import { createContext } from "./context.ts";
import { runControllers } from "./manifests/controllers.ts";
import { withDefaultClasses } from "./manifests/default_class.ts";
import { runConverters } from "./extensions/converters.ts";
import { applyLegacyKeys, warnUnknownSettings } from "./settings/extension_settings.ts";
import { onProject } from "./extensions/failures.ts";
import { noteClusterDomains } from "./network/cluster_domains.ts";
import { entryPoints } from "./entry_points.ts";
import { addEndpointHosts } from "./network/endpoint_hosts.ts";
import { labelFiles } from "./output/file_hashes.ts";
import { completeConfig } from "./settings/first_run.ts";
import { withoutIdleHooks } from "./manifests/helm_hooks.ts";
import { addHostNames } from "./network/names_on_host.ts";
import { shortenHostnames } from "./network/short_hostnames.ts";
import { closeGuardedPods, refuseGuardedPods } from "./guarded_pods.ts";
import { closeOwnAddresses, refuseOwnAddresses } from "./own_addresses.ts";
import { warnUnusedResult } from "./extensions/results.ts";
import { controllerStreams } from "./controller_streams.ts";
import { denyUnsupported, ingressRoutes, reportLostFeatures } from "./ingress.ts";
import { sayIdleAnnotations } from "./findings/idle_annotations.ts";
import { sayMovedPorts } from "./findings/moved_ports.ts";
import { sayMisplacedAnnotations } from "./findings/misplaced_annotations.ts";
import { KUBERNETES_FIELDS } from "./findings/kubernetes_fields.ts";
import { sayUnknownAnnotations } from "./findings/unknown_annotations.ts";
import { sayUnknownFields } from "./findings/unknown_fields.ts";
import { warnUnconvertedKinds } from "./findings/kinds.ts";
import { admitManifests, lastOfEach } from "./manifests/manifests.ts";
import {
  inferNamespaces,
  placeInNamespace,
  withoutClusterNamespaces,
} from "./manifests/namespaces.ts";
import { sayGuessedPorts, sayRunTimeLabels, warnIdleServices } from "./findings/idle_services.ts";
import { warnLeftOver } from "./findings/left_over.ts";
import { guardMadeRoutes } from "./made_routes.ts";
import { addNetworkAliases } from "./network/networks.ts";
import { dropImagelessServices } from "./settings/imageless_services.ts";
import { applyImages } from "./settings/images.ts";
import { applyUserServices } from "./settings/overrides.ts";
import { restartWithJoined } from "./output/joined.ts";
import { assignPodAddresses } from "./network/assign_addresses.ts";
import { markPods } from "./output/pods.ts";
import { dropOddKeys } from "./output/service_keys.ts";
import { assembleProject, renderServices } from "./output/project.ts";
import { portToPublish } from "./port_to_publish.ts";
import { buildProxy, configureProxy, forwardsStreams } from "./proxy.ts";
import { dropTakenPorts } from "./network/published_ports.ts";
import { publishStreams } from "./network/published_streams.ts";
import { buildRegistry, convertersByKind, kindsTurnedOff } from "./extensions/registry.ts";
import { HostRenames } from "./renames/host_renames.ts";
import { withHosts } from "./renames/manifests.ts";
import { withoutOldCertificates } from "./renames/certificates.ts";
import { warnUnusedHosts } from "./renames/unused_hosts.ts";
import { releasesOf } from "./manifests/releases.ts";
import { infosOf, type Run } from "./run.ts";
import { warnUnreachedServices } from "./findings/unreached_services.ts";
import { warnUnmatchedExcludes } from "./findings/unmatched_excludes.ts";
import { warnUnfilled } from "./findings/unfilled.ts";
import { markConfidentialFiles } from "./secrets/confidential_files.ts";
import { GeneratedValues } from "./secrets/generated_values.ts";
import { referToSecrets } from "./secrets/refer_to_secrets.ts";
import { SuppliedValues } from "./secrets/supplied_values.ts";
import { guardSubPaths } from "./storage/sub_path_guards.ts";
import { checkProject, readMounts } from "./services.ts";
import { besideStreams, soundStreams, withoutFallback } from "./streams.ts";
import { sourceOf } from "./manifests/source.ts";
import { warnNamesFromHost } from "./findings/names_from_host.ts";
import { unansweredRoutes, warnUnansweredNames } from "./findings/unanswered_names.ts";

/** One step of a conversion. */
export interface Pass {
  /** Its name. */
  name: string;
  /** Passes that must have run, each with the reason. */
  after: Readonly<Record<string, string>>;
  /** Does it. */
  run(run: Run): void | Promise<void>;
}

const NOTHING_WRITTEN: PreviousFiles = { read: () => undefined };

/** The passes, in the order in which they run. */
export const PASSES: readonly Pass[] = [
  {
    name: "settings",
    after: {},
    run(run) {
      const infos = infosOf(run);
      run.config = applyLegacyKeys(run.config, infos);
      warnUnknownKeys(run.config, run.diagnostics);
      warnUnknownVolumeKeys(run.config.volumes, run.diagnostics.report());
      warnUnknownSettings(run.config, infos, run.diagnostics);
    },
  },
  {
    name: "admit",
    after: {},
    run(run) {
      run.admitted = run.input.manifests.flatMap((manifest) =>
        sourceOf(manifest as Manifest)
          ? [manifest as Manifest]
          : admitManifests([manifest], run.diagnostics)
      );
      run.manifests = run.admitted;
    },
  },
  {
    name: "hosts",
    after: {
      admit: "objects that stand in a List name hosts too",
    },
    run(run) {
      const renames = new HostRenames(run.config.hosts);
      run.manifests = withHosts(run.manifests, renames);
      warnUnusedHosts(renames, run.admitted, run.diagnostics);
    },
  },
  {
    name: "idle hooks",
    after: { admit: "a document has metadata once it is admitted" },
    run(run) {
      const before = run.manifests;
      run.manifests = withoutIdleHooks(before, run.diagnostics);
      noteDropped(
        run,
        before,
        "idle-hook",
        "the moment that the Helm hook is for never comes here",
      );
    },
  },
  {
    name: "namespaces",
    after: {
      admit: "objects that stand in a List belong to namespaces too",
      "idle hooks": "the namespace of a test that never runs is no sign of where its release is",
      settings: "the user may want no guesses",
    },
    run(run) {
      const { config, input: { options } } = run;
      const clusterScoped = clusterScopedKinds(run.admitted, infosOf(run));
      run.manifests = withoutClusterNamespaces(run.manifests, clusterScoped);
      run.manifests = placeInNamespace(run.manifests, options.namespace, clusterScoped);
      if (!config.inferNamespaces) return;
      run.manifests = inferNamespaces(run.manifests, clusterScoped, options.releaseNamespaces);
    },
  },
  {
    name: "first run",
    after: {},
    run(run) {
      const { firstRun = false, sourceName = "" } = run.input.options;
      if (firstRun) run.config = completeConfig(run.config, sourceName);
    },
  },
  {
    name: "extensions",
    after: { settings: "the user may have turned some off by an old key" },
    run(run) {
      const { extensions, learned, options: { offers } } = run.input;
      const order = [...learned.needs, ...learned.wishes];
      run.registry = buildRegistry(extensions, run.config, run.diagnostics, order, offers);
    },
  },
  {
    name: "cluster programs",
    after: {
      "idle hooks": "what never runs need not be excluded",
      namespaces: "an account is one of a namespace",
      extensions: "whose work is done depends on what is converted",
    },
    run(run) {
      const { config, diagnostics, manifests } = run;
      const { firstRun = false } = run.input.options;
      // Whoever says what is to be left out has the last word.
      if (!firstRun && (config.written.includes("exclude") || config.exclude.length > 0)) return;
      const infos = infosOf(run).filter(({ name }) => config.extensions[name]?.enabled !== false);
      const work = { infos, converters: convertersByKind(run.registry) };
      run.config = withoutClusterPrograms(config, manifests, work, firstRun, diagnostics);
    },
  },
  {
    name: "duplicates",
    after: {
      namespaces: "two objects of one name are the same only in one namespace",
      extensions: "a duplicate matters where somebody converts it",
    },
    run(run) {
      const before = run.manifests;
      run.manifests = lastOfEach(before, run.registry.claimedKinds, run.diagnostics);
      noteDropped(
        run,
        before,
        "duplicate-object",
        "another object of its name comes later, and counts",
      );
      run.asked = run.manifests;
    },
  },
  {
    name: "default class",
    after: { duplicates: "of two classes of one name one counts" },
    run(run) {
      run.manifests = withDefaultClasses(run.manifests, run.diagnostics);
    },
  },
  {
    name: "controllers",
    after: {
      "default class": "they may read the class of an Ingress",
      duplicates: "of two objects of one name one counts",
      "cluster programs": "what is excluded makes nothing",
    },
    async run(run) {
      const { manifests, config, diagnostics, input: { options, generated } } = run;
      run.generated = new GeneratedValues(options.previous ?? NOTHING_WRITTEN, generated);
      run.supplied = new SuppliedValues(options.supplied);
      const controlled = await runControllers(manifests, infosOf(run), {
        config,
        diagnostics,
        generated: run.generated,
        supplied: run.supplied,
      });
      run.manifests = controlled.manifests;
      run.replaced = controlled.replaced;
      run.successors = controlled.successors;
    },
  },
  {
    name: "names",
    after: {
      controllers: "what a controller makes is named like anything else",
      namespaces: "names tell namespaces apart",
      "first run": "the project's name decides its addresses",
      "cluster programs": "what is excluded needs none",
      extensions: "only kinds that somebody converts are looked up",
    },
    run(run) {
      const { firstRun = false, previous, releaseNeeds, rootCertificates, account } =
        run.input.options;
      run.ctx = createContext({
        manifests: run.manifests,
        config: run.config,
        claimedKinds: run.registry.claimedKinds,
        diagnostics: run.diagnostics,
        previous: previous ?? NOTHING_WRITTEN,
        generated: run.generated,
        supplied: run.supplied,
        releases: releasesOf(run.manifests, releaseNeeds),
        avoidedNames: run.input.learned.avoidedNames,
        firstRun,
        rootCertificates: rootCertificates ?? (() => ""),
        account,
      });
      noteDeclaredClaims(run.ctx);
    },
  },
  {
    name: "prepare",
    after: { names: "look-ups are there once the names are decided" },
    async run({ registry, ctx }) {
      for (const transform of registry.transforms) {
        await pause();
        await onProject(
          transform.name,
          () => transform.prepare?.(ctx.forExtension(transform.name)),
        );
      }
    },
  },
  {
    name: "convert",
    after: {
      names: "services bear the names that were decided",
      prepare: "an object that is replaced is converted as it is then",
    },
    run: runConverters,
  },
  {
    name: "route",
    after: { convert: "converters add Ingresses, Services and Secrets" },
    async run(run) {
      const { registry: { proxy, rewriters }, ctx } = run;
      const { offers } = run.input.options;
      await guardMadeRoutes(run.entries, rewriters, ctx, offers);
      run.forwardsStreams = proxy !== undefined && await forwardsStreams(proxy.provider, ctx);
      for (const kind of proxy?.kinds ?? []) {
        const routes = await ingressRoutes(ctx.manifests.of(kind), rewriters, ctx, offers);
        append(run.entries, routes.entries);
        append(run.streams, routes.streams);
        sayMisplacedAnnotations(rewriters, routes.readers, ctx);
      }
      append(run.streams, await controllerStreams(rewriters, ctx, offers));
      // Without a proxy there is nobody who would end TLS.
      const wanted = !proxy || run.forwardsStreams
        ? run.streams
        : withoutFallback(run.streams, proxy.provider, ctx);
      run.streams = refuseGuardedPods(refuseOwnAddresses(soundStreams(wanted, ctx), ctx), ctx);
      run.entries = besideStreams(run.entries, run.streams, ctx);
      const { hosts } = run.config;
      run.entries = withoutOldCertificates(run.entries, ({ host }) => [host], hosts, ctx);
      run.streams = withoutOldCertificates(run.streams, ({ hosts }) => items(hosts), hosts, ctx);
    },
  },
  {
    name: "close routes",
    after: { route: "only routes that are there can be closed" },
    run: closeRoutes,
  },
  {
    name: "proxy",
    after: {
      route: "it serves the routes",
      "close routes": "a route that is closed needs no certificate of its backend's authority",
    },
    run: buildProxy,
  },
  {
    name: "streams",
    after: {
      route: "rewriters ask for some",
      proxy: "the proxy's own ports are taken",
    },
    run(run) {
      const { services, streams, registry: { proxy }, ctx } = run;
      if (run.forwardsStreams) return;
      run.keptStreams = publishStreams(services, streams, proxy?.provider, ctx);
    },
  },
  {
    name: "addresses",
    after: {
      convert: "a Service that a converter adds may be what an address means",
      proxy: "a proxy's command line may hold addresses too",
    },
    run({ services, ctx }) {
      rewriteAddresses(services, ctx);
    },
  },
  {
    name: "names in networks",
    after: {
      convert: "it names the services that were made",
      addresses: "a replacement may say below which domain names are",
    },
    run({ services, ctx }) {
      noteClusterDomains(services, ctx);
      addNetworkAliases(services, ctx);
    },
  },
  {
    name: "pod addresses",
    after: {
      convert: "whoever wants an address has asked by then",
      "names in networks": "an address stands behind the names",
    },
    run({ services, ctx }) {
      assignPodAddresses(services, ctx);
    },
  },
  {
    name: "unconverted kinds",
    after: { convert: "converters add objects, and some of those are nobody's" },
    run(run) {
      const { ctx, config, input: { extensions, options: { offers = [] } } } = run;
      const infos = infosOf(run);
      const needless = infos.flatMap((info) => info.needless ?? []);
      const understood = infos.flatMap((info) => info.annotations ?? []);
      const turnedOff = kindsTurnedOff(extensions, config);
      warnUnconvertedKinds(new Set(needless), { offers, turnedOff }, ctx);
      sayIdleAnnotations(new Set(understood), offers, ctx);
      for (const { annotationNames } of infos) {
        if (annotationNames) sayUnknownAnnotations(annotationNames, ctx);
      }
      sayUnknownFields(
        Object.assign({}, KUBERNETES_FIELDS, ...infos.map((info) => info.fields)),
        run.replaced,
        ctx,
      );
    },
  },
  {
    name: "names on the host",
    after: {
      convert: "it looks which services have the host's network",
      proxy: "the proxy asks for what is on the host as well",
    },
    run({ services, ctx }) {
      addHostNames(services, ctx);
    },
  },
  {
    name: "idle Services",
    after: { convert: "whatever runs pods has made them known by then" },
    run(run) {
      const { ctx } = run;
      warnIdleServices(ctx);
      warnUnreachedServices([...run.admitted, ...run.replaced, ...run.manifests], ctx);
      sayRunTimeLabels(ctx);
      sayGuessedPorts(ctx);
    },
  },
  {
    name: "host names",
    after: {
      convert: "it shortens those of the services that were made",
      proxy: "the proxy's may be too long as well",
    },
    run({ services, diagnostics }) {
      shortenHostnames(services, diagnostics);
    },
  },
  {
    name: "transform",
    after: {
      proxy: "transforms see the proxy's services as well",
      streams: "transforms may publish other ports",
      addresses: "transforms see what containers will see",
      "names in networks": "transforms may take names away",
      "names on the host": "transforms may lead them elsewhere",
      "pod addresses": "transforms may take addresses away",
      "host names": "transforms may set others",
    },
    async run({ registry, services, entries, ctx }) {
      for (const transform of registry.transforms) {
        await pause();
        await onProject(transform.name, async () => {
          const result: unknown = await transform.transform(
            services,
            entries,
            ctx.forExtension(transform.name),
          );
          checkProject(services, entries);
          warnUnusedResult(result, transform.name, ctx);
        });
        readMounts(services, ctx);
      }
      rewriteFiles(ctx);
    },
  },
  {
    name: "turned off",
    after: { transform: "another extension may do what one that is turned off does" },
    async run(run) {
      const { config, services, ctx } = run;
      for (const info of infosOf(run)) {
        if (config.extensions[info.name]?.enabled !== false) continue;
        await onProject(info.name, () => info.whenOff?.(services, ctx.forExtension(info.name)));
      }
    },
  },
  {
    name: "left over",
    after: { transform: "rewriters and transforms may add objects, of which nothing is made" },
    run: warnLeftOver,
  },
  {
    name: "excludes",
    after: { convert: "what stands for a pod is made by then" },
    run(run) {
      warnUnmatchedExcludes({
        manifests: [...run.admitted, ...run.replaced, ...run.manifests],
        further: infosOf(run).flatMap(({ excludable = [] }) => excludable),
        services: run.services,
        extensions: infosOf(run).map(({ name }) => name),
      }, run.ctx);
    },
  },
  {
    name: "close changed routes",
    after: { transform: "a transform may have put a guard on a route" },
    run: closeRoutes,
  },
  {
    name: "proxy config",
    after: {
      transform: "transforms change routes",
      "close changed routes": "a route that is closed answers 403",
    },
    run: configureProxy,
  },
  {
    name: "endpoint hosts",
    after: {
      addresses: "a replacement may name such a Service",
      "proxy config": "routes lead to such Services as well",
    },
    run({ services, ctx }) {
      addEndpointHosts(services, ctx);
    },
  },
  {
    name: "taken ports",
    after: { transform: "transforms publish ports" },
    run({ services, proxy, diagnostics }) {
      dropTakenPorts(services, proxy?.services ?? [], diagnostics);
    },
  },
  {
    name: "claims",
    after: { transform: "transforms mount claims, and other folders" },
    run({ services, ctx }) {
      noteDeclaredClaims(ctx);
      checkClaims(services, ctx);
      guardSubPaths(services, ctx);
    },
  },
  {
    name: "render",
    after: {
      "taken ports": "what is not published is not written",
      "endpoint hosts": "hosts are part of a service",
    },
    run(run) {
      dropOddKeys(run.services, run.ctx);
      run.project.services = renderServices(run.services);
    },
  },
  {
    name: "user's services",
    after: { render: "the user writes what Compose reads, and has the last word" },
    run({ project, services, config, ctx }) {
      applyImages(project.services, ctx);
      applyUserServices(project.services, ctx);
      dropImagelessServices(project.services, services, config, ctx.diagnostics);
    },
  },
  {
    name: "unfilled values",
    after: { "user's services": "what the user fills in is filled in" },
    run({ project, manifests, diagnostics }) {
      warnUnfilled(project, manifests, diagnostics);
    },
  },
  {
    name: "assemble",
    after: { "user's services": "the user's services mount volumes that must be declared" },
    run(run) {
      run.project = assembleProject(run.project.services, run.ctx);
    },
  },
  {
    name: "last look",
    after: { assemble: "it looks at the whole project" },
    async run({ registry, project, ctx }) {
      for (const transform of registry.transforms) {
        await pause();
        await onProject(
          transform.name,
          () => transform.preWrite?.(project, ctx.forExtension(transform.name)),
        );
      }
    },
  },
  {
    name: "files of services",
    after: {
      "proxy config": "the proxy mounts its config",
      "user's services": "the user's services mount files too",
      "last look": "whoever looks last may mount or write others",
    },
    async run({ project, ctx }) {
      await labelFiles(project.services, ctx.files);
    },
  },
  {
    name: "joined services",
    after: { "last look": "whatever changed the project may have had one service join another" },
    run({ project }) {
      restartWithJoined(project);
    },
  },
  {
    name: "pods",
    after: {
      "last look": "a pod is new with whatever changed in it",
      "files of services": "files are part of what may change",
      "joined services":
        "Compose keeps a dependency with the container, so a pod with another one is made anew",
    },
    run({ project, services }) {
      markPods(project, services);
    },
  },
  {
    name: "unanswered names",
    after: { "last look": "whatever changed the project may have named something, or answers" },
    run({ project, services, entries, streams, ctx }) {
      warnUnansweredNames(project, [...entries, ...streams], ctx);
      warnNamesFromHost(project, services, ctx);
    },
  },
  {
    name: "entry points",
    after: {
      "proxy config": "the proxy says there what it serves",
      "last look": "whatever changed the project may have published another port",
    },
    run(run) {
      const unanswered = unansweredRoutes(run.project, run.entries, run.ctx);
      run.entryPoints = entryPoints({ ...run, unanswered });
      sayMovedPorts({ ...run, proxies: run.proxy?.services ?? [] }, run.ctx);
      run.portToPublish = portToPublish(run);
    },
  },
  {
    name: "secrets",
    after: {
      "unanswered names": "it reads what texts say",
      pods: "a pod is new with the values in it",
    },
    run(run) {
      const { ctx, services, config } = run;
      const { confidential: noted } = ctx;
      if (!noted) return;
      const sources = { secrets: ctx.secrets.values(), noted, services, config };
      const { project, variables } = referToSecrets(run.project, sources);
      markConfidentialFiles(ctx.files, ctx.secrets.values(), noted);
      Object.assign(run, { project, variables });
    },
  },
];

/** Notes which of the manifests that there were are no longer there. */
function noteDropped(run: Run, before: readonly Manifest[], code: string, reason: string): void {
  if (!run.input.options.account) return;
  const left = new Set(run.manifests.map((manifest) => JSON.stringify(idOf(manifest))));
  const same = new Set(run.manifests);
  const isGone = (manifest: Manifest) =>
    !same.has(manifest) &&
    (code === "duplicate-object" ? left.has(JSON.stringify(idOf(manifest))) : true);
  for (const manifest of before.filter(isGone)) run.dropped.push({ manifest, code, reason });
}

/** Routes with a guard that the proxy can't keep answer 403. */
function closeRoutes(run: Run): void {
  const { registry: { proxy }, ctx } = run;
  if (!proxy) return;
  closeOwnAddresses(run.entries, ctx);
  closeGuardedPods(run.entries, ctx);
  run.entries = reportLostFeatures(run.entries, proxy.provider, ctx);
  denyUnsupported(run.entries, proxy.provider, ctx);
}
