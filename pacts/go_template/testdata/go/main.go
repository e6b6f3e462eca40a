// Renders templates as External Secrets Operator does: cases as JSON on standard input, results on standard output.
package main

import (
	"bytes"
	"encoding/json"
	"os"
	"text/template"

	"github.com/Masterminds/sprig/v3"
)

type testCase struct {
	Template string
	Data     any
	Missing  string
}

type result struct {
	Output []byte
	Error  string
}

// value makes whole numbers int and a map of nothing but texts a map[string]string.
func value(from any) any {
	switch from := from.(type) {
	case json.Number:
		if whole, err := from.Int64(); err == nil {
			return int(whole)
		}
		float, _ := from.Float64()
		return float
	case []any:
		for i, item := range from {
			from[i] = value(item)
		}
		return from
	case map[string]any:
		texts := map[string]string{}
		for key, item := range from {
			if text, ok := item.(string); ok {
				texts[key] = text
			}
			from[key] = value(item)
		}
		if len(texts) == len(from) {
			return texts
		}
		return from
	}
	return from
}

func render(c testCase) (r result) {
	funcs := sprig.TxtFuncMap()
	for _, name := range []string{"env", "expandenv", "getHostByName"} {
		delete(funcs, name)
	}
	t, err := template.New("it").Option("missingkey=" + c.Missing).Funcs(funcs).Parse(c.Template)
	if err == nil {
		var out bytes.Buffer
		if err = t.Execute(&out, value(c.Data)); err == nil {
			return result{Output: out.Bytes()}
		}
	}
	return result{Error: err.Error()}
}

func main() {
	var cases []testCase
	decoder := json.NewDecoder(os.Stdin)
	decoder.UseNumber()
	if err := decoder.Decode(&cases); err != nil {
		panic(err)
	}
	results := make([]result, len(cases))
	for i, c := range cases {
		results[i] = render(c)
	}
	if err := json.NewEncoder(os.Stdout).Encode(results); err != nil {
		panic(err)
	}
}
