import { assertEquals } from "@std/assert";
import { dsnOf, queryOf } from "./dsn.ts";

const address = {
  user: "ann",
  password: "p:w@/",
  host: "db",
  port: 3306,
  database: "",
  params: {},
};

Deno.test("dsnOf() writes what Go's driver reads", () => {
  assertEquals(dsnOf(address), "ann:p:w@/@tcp(db:3306)/?timeout=5s");
  assertEquals(dsnOf({ ...address, user: "", password: "" }), "tcp(db:3306)/?timeout=5s");
  assertEquals(
    dsnOf({
      ...address,
      password: "",
      database: "a/b c$&+:=@'é",
      params: { b: "x y", a: "(1)" },
      tls: "mariadb-db",
    }),
    "ann@tcp(db:3306)/a%2Fb%20c$&+:=@%27%C3%A9?timeout=5s&tls=mariadb-db&a=%281%29&b=x+y",
  );
});

Deno.test("queryOf() writes parameters in their order", () => {
  assertEquals(queryOf({}), "");
  assertEquals(queryOf({ b: "2", "a b": "&" }), "?a+b=%26&b=2");
});
