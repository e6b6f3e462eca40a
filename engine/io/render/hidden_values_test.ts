import { assertEquals, assertFalse } from "@std/assert";
import { shownArguments, withoutGivenValues } from "./hidden_values.ts";

Deno.test("shownArguments() keeps names and hides values when they are set", () => {
  assertEquals(
    shownArguments([
      ...["template", "web", "chart", "--values", "a.yaml", "--set", "db.password=s3cret,x=other"],
      ...["--set-string=token=abc", "--state-values-set", "key=value", "--password", "pass"],
      "https://me:pass@charts.example.com",
    ]),
    [
      ...["template", "web", "chart", "--values", "a.yaml", "--set", "db.password=***"],
      ...["--set-string=token=***", "--state-values-set", "key=***", "--password", "***"],
      "https://***@charts.example.com",
    ],
  );
});

Deno.test("withoutGivenValues() hides what a program repeats of its arguments", () => {
  const args = ["--set", "db.password=s3cret,mode=prod,replicas=2", "--state-values-set=k=v4lue"];
  const said = 'Error: "s3cret" of db.password is no number; v4lue; 2 replicas';
  assertEquals(
    withoutGivenValues(said, args),
    'Error: "***" of db.password is no number; ***; 2 replicas',
  );
});

Deno.test("withoutGivenValues() hides what helmfile sets itself when it tells how it ran helm", () => {
  const said = `ARGS:
  0: helm (4 bytes)
  5: --set (5 bytes)
  6: db.password=hunter2 x (19 bytes)
  7: --set-string (12 bytes)
  8: token=hunter3 (13 bytes)
COMMAND:
  helm template web chart --set db.password=hunter2 --set-string "token=hunter3" --namespace shop`;
  const shown = withoutGivenValues(said, []);
  assertFalse(/hunter/.test(shown), shown);
  assertEquals(shown.includes("6: db.password=*** (19 bytes)"), true, shown);
  assertEquals(shown.includes("--namespace shop"), true, shown);
});
