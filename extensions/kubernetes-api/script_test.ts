import { assertEquals } from "@std/assert";
import { commandsIn } from "./script.ts";

function words(script: string): string[] {
  return commandsIn(script).map(({ words }) => words.join(" "));
}

Deno.test("commandsIn() takes lists, pipes and loops apart", () => {
  assertEquals(words("a 1; b 2 && c | d || e & f"), ["a 1", "b 2", "c", "d", "e", "f"]);
  assertEquals(words("until a; do\n  sleep 1 # not yet\ndone"), ["a", "sleep 1"]);
  assertEquals(words("if ! a; then b; elif c; then d; else e; fi"), ["a", "b", "c", "d", "e"]);
  assertEquals(words("for x in 1 2; do { a; }; (b); done"), ["a", "b"]);
  assertEquals(words("case $1 in go) a ;; *) b ;; esac"), ["a", "*", "b"]);
});

Deno.test("commandsIn() takes quotes, escapes and continued lines as the shell does", () => {
  assertEquals(words(`a "b; c" 'd && e' f\\ g \\\n h`), ["a b; c d && e f g h"]);
  assertEquals(words(`a "say \\"no\\" to \\$x"`), [`a say "no" to $x`]);
  assertEquals(words("a --b='c d'"), ["a --b=c d"]);
});

Deno.test("commandsIn() finds commands in substitutions, in strings too", () => {
  assertEquals(words('[ -n "$(a "$(b)")" ]').slice(0, 2), ["b", "a $(b)"]);
  assertEquals(words("X=$(a 1) Y=`b 2`"), ["a 1", "b 2"]);
  assertEquals(words("echo '$(a)' $((1 + 2))"), ["echo $(a) $((1 + 2))"]);
});

Deno.test("commandsIn() knows what writes into files", () => {
  const writes = (script: string) => commandsIn(script).map(({ writes }) => writes);
  assertEquals(writes("a >/dev/null 2>&1"), [false]);
  assertEquals(writes("a < in 2> '/dev/stderr'"), [false]);
  assertEquals(writes("a > out; b >>out; c &>log; d"), [true, true, true, false]);
});

Deno.test("commandsIn() passes over heredocs", () => {
  assertEquals(words("a <<EOF | b -\nrm -rf /\nEOF\nc"), ["a", "b -", "c"]);
  assertEquals(words("a <<-'END'\n\trm\n\tEND\nb"), ["a", "b"]);
  assertEquals(words("a <<EOF\nnever ends"), ["a"]);
});

Deno.test("commandsIn() comes to an end whatever it is given", () => {
  for (const script of ["", "'", '"', "$(", "`", "a $(b", "<<", ">", ")", "a\\"]) {
    commandsIn(script);
  }
  commandsIn("$(".repeat(1000) + '"'.repeat(1001) + "x".repeat(100_000));
});
