import { assert, assertEquals } from "@std/assert";
import { secret } from "../_testing.ts";
import { needsTool } from "../../../tools/needs_tool.ts";
import { alertmanager, amtool, config, make } from "./_testing.ts";

const WEEKEND = {
  name: "weekend",
  timeIntervals: [{
    times: [{ startTime: "08:00", endTime: "24:00" }],
    weekdays: ["Saturday", "monday:friday"],
    daysOfMonth: [{ start: 1, end: 5 }, { start: -3, end: -1 }, { start: 7 }],
    months: ["January", "2:march", "6"],
    years: ["2026", "2027:2030"],
  }],
};

function route(route: unknown, more: object = {}) {
  const made = make([
    alertmanager({
      alertmanagerConfigSelector: {},
      alertmanagerConfigMatcherStrategy: { type: "None" },
    }),
    secret("alertmanager-main", {
      "alertmanager.yaml": "route: {receiver: none}\nreceivers: [{name: none}]",
    }),
    config("a", { route, receivers: [{ name: "r" }, { name: "s" }], ...more }),
  ]);
  return { ...made, route: made.config.route.routes?.[0] };
}

const FULL = {
  receiver: "r",
  groupBy: ["..."],
  groupWait: "0s",
  groupInterval: "5m",
  repeatInterval: "1h",
  matchers: [
    { name: "a", value: 'b"\\\n', matchType: "=" },
    { name: "a", value: "b|c", matchType: "!~" },
    { name: "a", value: "b.*", regex: true },
    { name: "a" },
  ],
  routes: [
    { receiver: "s", continue: true, muteTimeIntervals: ["weekend"] },
    { matchers: [{ name: "x", value: "y" }], activeTimeIntervals: ["weekend"] },
  ],
};

Deno.test("convertRoute() writes routes, and names as no other resource has them", () => {
  const { route: made, config: all, said } = route(FULL, { timeIntervals: [WEEKEND] });
  assertEquals(made, {
    receiver: "shop/a/r",
    group_by: ["..."],
    matchers: ['a="b\\"\\\\\\n"', 'a!~"b|c"', 'a=~"b.*"', 'a=""'],
    continue: true,
    group_wait: "0s",
    group_interval: "5m",
    repeat_interval: "1h",
    routes: [
      { receiver: "shop/a/s", continue: true, mute_time_intervals: ["shop/a/weekend"] },
      { matchers: ['x="y"'], active_time_intervals: ["shop/a/weekend"] },
    ],
  });
  assertEquals(all.time_intervals, [{
    name: "shop/a/weekend",
    time_intervals: [{
      times: [{ start_time: "08:00", end_time: "24:00" }],
      weekdays: ["saturday", "monday:friday"],
      days_of_month: ["1:5", "-3:-1", "7:7"],
      months: ["january", "2:march", "6"],
      years: ["2026", "2027:2030"],
    }],
  }]);
  assertEquals(said, []);
});

Deno.test({
  ...needsTool(
    "amtool accepts routes and time intervals",
    "amtool",
    "Debian's prometheus-alertmanager",
  ),
  async fn() {
    const { success, said } = await amtool(route(FULL, { muteTimeIntervals: [WEEKEND] }));
    assert(success, said);
  },
});

for (
  const [what, fields, code] of [
    ["a receiver is not there", { receiver: "x" }, "unknown-receiver spec.route.receiver"],
    ["there is no receiver", { groupBy: ["a"] }, "unknown-receiver spec.route.receiver"],
    [
      "a receiver below is not there",
      { receiver: "r", routes: [{ receiver: "x" }] },
      "unknown-receiver spec.route.routes[0].receiver",
    ],
    [
      "a matcher has no name",
      { receiver: "r", matchers: [{ value: "x" }] },
      "bad-matcher spec.route.matchers[0]",
    ],
    [
      "a matcher is no regular expression",
      { receiver: "r", matchers: [{ name: "a", value: "(", matchType: "=~" }] },
      "bad-matcher spec.route.matchers[0]",
    ],
    [
      "a matcher has an unknown operator",
      { receiver: "r", matchers: [{ name: "a", value: "b", matchType: "<" }] },
      "bad-matcher spec.route.matchers[0]",
    ],
  ] as const
) {
  Deno.test(`convertRoute() leaves the routes out when ${what}`, () => {
    const made = route(fields);
    assertEquals(made.route, undefined);
    assertEquals(made.config.receivers, [{ name: "none" }]);
    assertEquals(made.said, [code]);
  });
}

Deno.test("convertRoute() leaves out single fields that Alertmanager would refuse", () => {
  const { route: made, said } = route({
    receiver: "r",
    groupBy: ["a", "a", "b-c"],
    groupInterval: "0s",
    repeatInterval: "soon",
    muteTimeIntervals: ["x", "bad"],
  }, {
    timeIntervals: [{ name: "bad", timeIntervals: [{ weekdays: ["someday"] }] }, { name: "" }],
  });
  assertEquals(made, { receiver: "shop/a/r", group_by: ["a"], continue: true });
  assertEquals(said, [
    "bad-time-interval spec.timeIntervals[0].timeIntervals[0]",
    "bad-name spec.timeIntervals[1].name",
    "bad-label spec.route.groupBy",
    "bad-duration spec.route.groupInterval",
    "bad-duration spec.route.repeatInterval",
    "unknown-time-interval spec.route.muteTimeIntervals",
    "unknown-time-interval spec.route.muteTimeIntervals",
  ]);
});

Deno.test("convertInhibitRules() leaves out a rule whose matcher is bad", () => {
  const { config: made, said } = route(undefined, {
    inhibitRules: [
      { sourceMatch: [{ name: "a b", value: "x" }] },
      { sourceMatch: [{ name: "a", value: "x" }], targetMatch: [{ name: "b", value: "y" }] },
    ],
  });
  assertEquals(made.inhibit_rules, [{ source_matchers: ['a="x"'], target_matchers: ['b="y"'] }]);
  assertEquals(said, ["bad-matcher spec.inhibitRules[0].sourceMatch[0]"]);
});
