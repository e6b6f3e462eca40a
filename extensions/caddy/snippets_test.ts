import { assertEquals } from "@std/assert";
import { printLines } from "./blocks.ts";
import { block } from "./blocks.ts";
import { withSnippets } from "./snippets.ts";

const HEADERS = ["header_up X-A 1", "header_up X-B 2", "header_up X-C 3"];

Deno.test("withSnippets() has headers that several backends get once", () => {
  const site = (host: string, headers: string[]) =>
    block(host, [block("reverse_proxy http://web", [...headers, "lb_retries 2"])]);
  const lines = withSnippets([
    site("http://a", HEADERS),
    site("http://b", HEADERS),
    site("http://c", HEADERS.slice(1)),
    site("http://d", [...HEADERS, "header_up X-D 4"]),
  ]);
  assertEquals(
    printLines(lines),
    `(headers1) {
	header_up X-A 1
	header_up X-B 2
	header_up X-C 3
}
http://a {
	reverse_proxy http://web {
		import headers1
		lb_retries 2
	}
}
http://b {
	reverse_proxy http://web {
		import headers1
		lb_retries 2
	}
}
http://c {
	reverse_proxy http://web {
		header_up X-B 2
		header_up X-C 3
		lb_retries 2
	}
}
http://d {
	reverse_proxy http://web {
		header_up X-A 1
		header_up X-B 2
		header_up X-C 3
		header_up X-D 4
		lb_retries 2
	}
}
`,
  );
});
