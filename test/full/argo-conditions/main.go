// Command conditions judges measurements as the Argo Rollouts controller does: lines of JSON in, a phase a line out.
package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"

	"github.com/argoproj/argo-rollouts/pkg/apis/rollouts/v1alpha1"
	"github.com/argoproj/argo-rollouts/utils/evaluate"
	"github.com/sirupsen/logrus"
)

// measurement has the numbers of a vector, as text because JSON knows no NaN.
type measurement struct {
	Metric v1alpha1.Metric `json:"metric"`
	Vector []string        `json:"vector"`
}

var special = map[string]float64{"NaN": math.NaN(), "+Inf": math.Inf(1), "-Inf": math.Inf(-1)}

func number(text string) float64 {
	if value, found := special[text]; found {
		return value
	}
	var value float64
	if _, err := fmt.Sscanf(text, "%g", &value); err != nil {
		panic(err)
	}
	return value
}

func main() {
	decoder := json.NewDecoder(os.Stdin)
	for decoder.More() {
		var given measurement
		if err := decoder.Decode(&given); err != nil {
			panic(err)
		}
		vector := make([]float64, 0, len(given.Vector))
		for _, text := range given.Vector {
			vector = append(vector, number(text))
		}
		phase, err := evaluate.EvaluateResult(vector, given.Metric, *logrus.NewEntry(logrus.New()))
		if err != nil {
			phase = v1alpha1.AnalysisPhase(err.Error())
		}
		fmt.Println(phase)
	}
}
