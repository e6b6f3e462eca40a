import { assert, assertEquals } from "@std/assert";
import { randomNumbers } from "../../pacts/_testing.ts";
import { isTimeZone, parseSchedule } from "./schedule.ts";

function fields(schedule: string): string | undefined {
  return parseSchedule(schedule)?.fields;
}

Deno.test("parseSchedule() keeps five fields", () => {
  assertEquals(fields("30 0 * * *"), "30 0 * * *");
  assertEquals(fields("  */5\t1-5   1,15 * 1-5/2 "), "*/5 1-5 1,15 * 1-5/2");
  assertEquals(fields("59 23 31 12 6"), "59 23 31 12 6");
});

Deno.test("parseSchedule() writes names, ? and open steps as every cron takes them", () => {
  assertEquals(fields("0 0 ? JAN-mar Mon,FRI"), "0 0 * 1-3 1,5");
  assertEquals(fields("5/15 20/2 * * 0"), "5-59/15 20-23/2 * * 0");
  assertEquals(fields("0-0 0 * * *"), "0 0 * * *");
  assertEquals(fields("1,* 0 * * *"), "* 0 * * *");
  assertEquals(fields("*/1 0 * * *"), "* 0 * * *");
});

Deno.test("parseSchedule() makes a day with a step one that is given, as it is in the cluster", () => {
  assertEquals(fields("0 0 */2 * 1"), "0 0 1-31/2 * 1");
  assertEquals(fields("0 0 1 */3 */2"), "0 0 1 */3 0-6/2");
});

Deno.test("parseSchedule() knows macros, and intervals that fit", () => {
  assertEquals(fields("@hourly"), "0 * * * *");
  assertEquals(fields("@weekly"), "0 0 * * 0");
  assertEquals(fields("@midnight"), fields("@daily"));
  assertEquals(fields("@annually"), fields("@yearly"));
  assertEquals(fields("@monthly"), "0 0 1 * *");
  assertEquals(fields("@every 1m"), "* * * * *");
  assertEquals(fields("@every 10m"), "*/10 * * * *");
  assertEquals(fields("@every 120s"), "*/2 * * * *");
  assertEquals(fields("@every 0.5h"), "*/30 * * * *");
  assertEquals(fields("@every 1h0m0s"), "0 * * * *");
  assertEquals(fields("@every 6h"), "0 */6 * * *");
  assertEquals(fields("@every 24h"), "0 0 * * *");
});

Deno.test("parseSchedule() finds the time zone before a schedule", () => {
  assertEquals(parseSchedule("TZ=Europe/Paris 0 2 * * *"), {
    fields: "0 2 * * *",
    timeZone: "Europe/Paris",
  });
  assertEquals(parseSchedule("CRON_TZ=UTC @daily")?.timeZone, "UTC");
});

Deno.test("parseSchedule() refuses what cron can't keep", () => {
  const refused = [
    ...["", "@reboot", "@every", "@every 7m", "@every 90m", "@every 25h", "@every -5m", "@every s"],
    ...["@every 30s", "@every 90s", "@every 1.5m", "@every 1h1s", "@every 0"],
    ...["* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *"],
    ...["* * * * 7", "5-1 * * * *", "*/0 * * * *", "1-2-3 * * * *", "1/2/3 * * * *", ", * * * *"],
    ...["-1 * * * *", "a * * * *", "* * * * L", "1;reboot * * * *", "TZ=UTC", "__proto__"],
    "* * * * constructor",
  ];
  for (const schedule of refused) assertEquals(fields(schedule), undefined, schedule);
});

Deno.test("parseSchedule() lets nothing but numbers and signs through, and reads its own words alike", () => {
  const next = randomNumbers(7);
  const bits = [..."0123456789*/-,? @%$;\n'", "JAN", "sun", "TZ=", "@every ", "* * * *"];
  let kept = 0;
  for (let round = 0; round < 20_000; round++) {
    const noise = Array.from({ length: 1 + next(6) }, () => bits[next(bits.length)]).join("");
    const found = fields(next(2) ? `${noise} * * * *` : noise);
    if (found === undefined) continue;
    kept++;
    assert(/^[\d*\/,-]+( [\d*\/,-]+){4}$/.test(found), JSON.stringify([noise, found]));
    assertEquals(fields(found), found);
  }
  assert(kept > 200, String(kept));
});

Deno.test("isTimeZone() knows the zones that there are", () => {
  for (const zone of ["UTC", "Etc/UTC", "Europe/Paris", "America/Argentina/Buenos_Aires"]) {
    assert(isTimeZone(zone), zone);
  }
  for (const zone of ["", "Mars/Base", "+02:00", "Europe/Paris\nMAILTO=x", "../etc"]) {
    assertEquals(isTimeZone(zone), false, zone);
  }
});
