import { assertEquals } from "@std/assert";
import { type ExtensionInfo, idOf, type Manifest } from "../../../pacts/mod.ts";
import { convert } from "../convert.ts";
import { notUnderstood } from "./account.ts";
import type { FieldAccount } from "./verdict.ts";

const RULES: ExtensionInfo = {
  name: "widgets",
  needless: ["Trinket"],
  annotations: ["example.com/shape"],
  account: {
    Widget: {
      "spec.image": { becomes: "services.*.image" },
      "spec.user": { becomes: "services.*.user" },
      "spec.node": [
        { becomes: "services.*", when: ({ value }) => value === "here" },
        { meaningless: "there is one node" },
      ],
    },
  },
};

const WIDGETS = {
  name: "widgets",
  role: "provider",
  kinds: ["Widget"],
  convert(_kind: string, widgets: Manifest[], ctx: { report: Reports }) {
    for (const widget of widgets) {
      ctx.report(widget, "spec.odd").warn("odd-field", "spec.odd is left out. Take it out");
    }
    return {
      services: Object.fromEntries(
        widgets.map((widget) => [widget.metadata.name, { owner: idOf(widget), image: "i" }]),
      ),
    };
  },
};

type Reports = (object: Manifest, path: string) => { warn(code: string, message: string): void };

async function accounted(...manifests: object[]) {
  const { account } = await convert(
    manifests as Manifest[],
    { name: "x", exclude: ["idle"] },
    [{ extension: RULES, widgets: WIDGETS }],
    { account: true },
  );
  const verdicts = account!.objects.map(({ resource, fields }) => [
    `${resource.kind} ${resource.name}`,
    Object.fromEntries(fields.map(({ path, ...verdict }) => [path, verdict])),
  ]);
  return { account: account!, of: Object.fromEntries(verdicts) };
}

function widget(name: string, spec: object, annotations: object = {}): object {
  return { kind: "Widget", metadata: { name, annotations }, spec };
}

type Fields = Record<string, Omit<FieldAccount, "path">>;

Deno.test("accountOf() says of each field what a rule says, when one holds", async () => {
  const { of } = await accounted(
    widget("w", { image: "i", user: "", node: "there", odd: { deep: 1 }, new: true }),
  );
  const fields: Fields = of["Widget w"];
  assertEquals(fields["spec.image"], {
    verdict: "converted",
    by: "widgets",
    to: ["services.w.image"],
  });
  // The service has no user.
  assertEquals(fields["spec.user"].verdict, "meaningless");
  assertEquals(fields["spec.node"], {
    verdict: "meaningless",
    by: "widgets",
    reason: "there is one node",
  });
  assertEquals(fields["spec.odd.deep"], {
    verdict: "not-convertible",
    by: "widgets",
    code: "odd-field",
  });
  assertEquals(fields["spec.new"], {
    verdict: "not-understood",
    by: "widgets",
    reason: '"widgets" has no rule for it',
  });
  assertEquals(fields.kind.verdict, "converted");
});

Deno.test("accountOf() says that what is empty means nothing, where something could stand", async () => {
  const rules = {
    ...RULES,
    account: { Widget: { "spec.limits.size": { meaningless: "it is small" } } },
  };
  const { account } = await convert(
    [widget("w", { limits: {}, other: {} })] as Manifest[],
    { name: "x" },
    [{ extension: rules, widgets: WIDGETS }],
    { account: true },
  );
  const of = (path: string) => account!.objects[0].fields.find((field) => field.path === path);
  assertEquals(of("spec.limits")?.reason, "it is empty");
  assertEquals(of("spec.other")?.verdict, "not-understood");
});

Deno.test("accountOf() has a verdict on the namespace of what belongs to none", async () => {
  const { of } = await accounted({
    kind: "ClusterRole",
    metadata: { name: "reader", namespace: "shop" },
  });
  assertEquals(of["ClusterRole reader"]["metadata.namespace"]?.verdict, "meaningless");
});

Deno.test("accountOf() looks for who reads an annotation", async () => {
  const { of } = await accounted(
    widget("w", {}, {
      "example.com/shape": "round",
      "checksum/config": "1",
      "other.example/a": "b",
    }),
  );
  const fields: Fields = of["Widget w"];
  const at = (name: string) => fields[`metadata.annotations["${name}"]`];
  assertEquals(at("example.com/shape").verdict, "converted");
  assertEquals(at("example.com/shape").by, "widgets");
  assertEquals(fields["metadata.annotations.checksum/config"].reason, "a tool notes it for itself");
  assertEquals(at("other.example/a").verdict, "meaningless");
});

Deno.test("accountOf() says of whole objects that nobody claims, or needs, or that never come", async () => {
  const { account, of } = await accounted(
    { kind: "Gadget", metadata: { name: "g", namespace: "shop" }, spec: { size: 1 } },
    { kind: "Trinket", metadata: { name: "t" }, spec: { size: 1 } },
    { kind: "Role", metadata: { name: "r" }, rules: [{ verbs: ["get"] }] },
    widget("w", { image: "first" }),
    widget("w", { image: "second" }),
    widget("hook", { image: "i" }, { "helm.sh/hook": "pre-delete" }),
  );
  assertEquals(notUnderstood(account), [
    "Gadget shop/g: kind",
    "Gadget shop/g: metadata.name",
    "Gadget shop/g: metadata.namespace",
    "Gadget shop/g: spec.size",
  ]);
  assertEquals(of["Trinket t"]["spec.size"].reason, '"widgets" does its work');
  assertEquals(of["Role r"]["rules[0].verbs[0]"].verdict, "meaningless");
  assertEquals(of["Widget hook"]["spec.image"].code, "idle-hook");
  const widgets = account.objects.filter(({ resource: { name } }) => name === "w");
  const images = widgets.flatMap(({ fields }) =>
    fields.filter(({ path }) => path === "spec.image")
  );
  assertEquals(images.map(({ verdict, code }) => [verdict, code]), [
    ["converted", undefined],
    ["meaningless", "duplicate-object"],
  ]);
});

Deno.test("accountOf() says where a warning names what a kind would do in a cluster", async () => {
  const { of } = await accounted({
    kind: "HorizontalPodAutoscaler",
    metadata: { name: "h" },
    spec: { maxReplicas: 3 },
  });
  assertEquals(of["HorizontalPodAutoscaler h"]["spec.maxReplicas"], {
    verdict: "not-convertible",
    by: "engine",
    code: "unconverted-kind",
  });
});

Deno.test("accountOf() counts objects that are left out, and fields by their verdicts", async () => {
  const { account } = await accounted(
    { kind: "Deployment", metadata: { name: "idle" }, spec: { replicas: 1 } },
    widget("w", { image: "i" }),
  );
  assertEquals(account.excluded, 1);
  assertEquals(account.counts, {
    converted: 3,
    meaningless: 1,
    "not-convertible": 0,
    "not-understood": 0,
  });
});
