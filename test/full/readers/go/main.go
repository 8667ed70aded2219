// Reads YAML texts, one a line as JSON, and writes what yaml.v3 and sigs.k8s.io/yaml (as kubectl does) make of each.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	yaml "gopkg.in/yaml.v3"
	kubernetes "sigs.k8s.io/yaml"
)

func result(value any, err error) any {
	if err == nil {
		if text, failed := json.Marshal(value); failed == nil {
			return json.RawMessage(text)
		} else {
			err = failed
		}
	}
	return fmt.Sprintf("error: %v", err)
}

func main() {
	in, out := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for {
		var text string
		if err := in.Decode(&text); err == io.EOF {
			return
		} else if err != nil {
			panic(err)
		}
		var v3, v2 any
		v3Error := yaml.Unmarshal([]byte(text), &v3)
		v2Error := kubernetes.Unmarshal([]byte(text), &v2)
		if err := out.Encode([]any{result(v3, v3Error), result(v2, v2Error)}); err != nil {
			panic(err)
		}
	}
}
