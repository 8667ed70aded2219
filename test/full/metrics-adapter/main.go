// Answers as prometheus-adapter does: reads its rules from a file and, for each metric that is asked of it, says with
// which query it asks Prometheus and what it hands to the autoscaler.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/custom-metrics-apiserver/pkg/provider"
	prom "sigs.k8s.io/prometheus-adapter/pkg/client"
	"sigs.k8s.io/prometheus-adapter/pkg/config"
	external "sigs.k8s.io/prometheus-adapter/pkg/external-provider"
	"sigs.k8s.io/prometheus-adapter/pkg/naming"
)

type asked struct {
	Namespace string            `json:"namespace"`
	Metric    string            `json:"metric"`
	Labels    map[string]string `json:"labels"`
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// main RULES PROMETHEUS QUESTIONS: a file, an address, a JSON list of questions; prints a JSON list of answers.
func main() {
	rules, err := config.FromFile(os.Args[1])
	fail(err)
	address, err := url.Parse(os.Args[2])
	fail(err)
	var questions []asked
	fail(json.Unmarshal([]byte(os.Args[3]), &questions))

	mapper := meta.NewDefaultRESTMapper(nil)
	mapper.Add(schema.GroupVersionKind{Version: "v1", Kind: "Namespace"}, meta.RESTScopeRoot)
	namers, err := naming.NamersFromConfig(rules.ExternalRules, mapper)
	fail(err)
	client := prom.NewClient(http.DefaultClient, address, http.Header{}, http.MethodGet)
	metrics, lister := external.NewExternalPrometheusProvider(client, namers, time.Hour, time.Hour)
	lister.(interface{ UpdateNow() }).UpdateNow()

	answers := make([]any, 0, len(questions))
	for _, question := range questions {
		selector := labels.SelectorFromSet(question.Labels)
		found, err := metrics.GetExternalMetric(context.Background(), question.Namespace, selector, provider.ExternalMetricInfo{Metric: question.Metric})
		if err != nil {
			answers = append(answers, err.Error())
			continue
		}
		values := []string{}
		for _, item := range found.Items {
			values = append(values, item.Value.String())
		}
		answers = append(answers, values)
	}
	fail(json.NewEncoder(os.Stdout).Encode(answers))
}
