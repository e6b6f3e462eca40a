import { assertEquals } from "@std/assert";
import { parseLiteralSubject } from "./literal_subject.ts";

function values(text: string): string[][] | undefined {
  return parseLiteralSubject(text)?.map((part) => part.map(({ value }) => value));
}

Deno.test("parseLiteralSubject() reads a name from its end", () => {
  assertEquals(values("CN=a,OU=b+O=c,DC=d"), [["d"], ["b", "c"], ["a"]]);
  assertEquals(parseLiteralSubject("cn=a, 1.2.3=b"), [
    [{ oid: "1.2.3", value: "b" }],
    [{ oid: "2.5.4.3", value: "a" }],
  ]);
});

Deno.test("parseLiteralSubject() reads what backslashes escape", () => {
  for (
    const [text, value] of [
      ["CN=a\\,b\\+c\\=d\\\\", "a,b+c=d\\"],
      ["CN=\\C3\\BCber\\2C", "über,"],
      ["CN=Büro 😀", "Büro 😀"],
      ["CN=\\😀", "😀"],
      ["CN= a b ", "a b"],
      ["CN=\\ a\\ ", " a "],
      ["CN=a=b", "a=b"],
      ['CN=\\"a\\"', '"a"'],
    ] as const
  ) {
    assertEquals(values(text), [[value]], text);
  }
});

Deno.test("parseLiteralSubject() gives nothing when it is no such name", () => {
  for (
    const text of [
      ...["", "a", "CN", "CN=", "=a", "CN=a,", ",CN=a", "CN=a,,O=b", "CN=a+", "XX=a", "CN=a\\"],
      ...["CN=\\FF", 'CN="a"', "CN=a;O=b", "9.9=a", "1.40=a", "1=a", "1..2=a", "CN=\\ff\\"],
      ...["constructor=a", "__proto__=a"],
    ]
  ) {
    assertEquals(parseLiteralSubject(text), undefined, text);
  }
});
