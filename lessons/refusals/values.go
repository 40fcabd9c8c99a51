package refusals

import (
	"fmt"
	"strings"
	"time"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
)

// values are what the prose may name, beside the facts.
var values = map[string]func(*anatomy.Scene) string{
	"clock":          func(s *anatomy.Scene) string { return clockOf(s, byGo) },
	"clock_right":    func(s *anatomy.Scene) string { return clockOf(s, right) },
	"clock_ahead":    func(s *anatomy.Scene) string { return clockOf(s, ahead) },
	"clock_behind":   func(s *anatomy.Scene) string { return clockOf(s, behind) },
	"certificates":   func(s *anatomy.Scene) string { return fmt.Sprint(len(shown(s, actOf(byGo, good)))) },
	"key_that_fits":  keyThatFits,
	"alerts_of_go":   func(s *anatomy.Scene) string { return different(s, byGo) },
	"alert_behind":   func(s *anatomy.Scene) string { return firstWord(alertOf(s, behind)) },
	"error_expired":  func(s *anatomy.Scene) string { return clientError(s, actOf(byGo, expired)) },
	"error_wrong":    func(s *anatomy.Scene) string { return clientError(s, actOf(byGo, wrongName)) },
	"error_tampered": func(s *anatomy.Scene) string { return clientError(s, actOf(byGo, tampered)) },
	"error_usage":    func(s *anatomy.Scene) string { return clientError(s, actOf(byGo, wrongUsage)) },
	"error_ahead":    func(s *anatomy.Scene) string { return clientError(s, ahead) },
	"error_behind":   func(s *anatomy.Scene) string { return clientError(s, behind) },
	"server_error":   func(s *anatomy.Scene) string { return fmt.Sprint(s.Act(actOf(byGo, expired)).Session.ServerErr) },
}

// clockOf is the time that a client believes, as people write it.
func clockOf(s *anatomy.Scene, client string) string {
	t, err := time.Parse(time.RFC3339, s.Facts["clock of "+client])
	if err != nil {
		return "not known"
	}
	return t.Format("2006-01-02 15:04:05 UTC")
}

// keyThatFits says under whose key the signature of the good certificate holds.
func keyThatFits(s *anatomy.Scene) string {
	chain := shown(s, actOf(byGo, good))
	if len(chain) < 2 {
		return "nobody's"
	}
	switch own, issuer := holds(chain[0], chain[0]), holds(chain[0], chain[1]); {
	case issuer == "holds" && own != "holds":
		return "issuer"
	case own == "holds":
		return "own"
	}
	return "nobody's"
}

// different names the different alerts by which a client refuses.
func different(s *anatomy.Scene, client string) string {
	seen := map[string]bool{}
	var out []string
	for _, f := range faults {
		if name := firstWord(alertOf(s, actOf(client, f.name))); !seen[name] {
			seen[name] = true
			out = append(out, name)
		}
	}
	return strings.Join(out, ", ")
}

func firstWord(s string) string { word, _, _ := strings.Cut(s, " "); return word }

func clientError(s *anatomy.Scene, act string) string {
	return strings.TrimPrefix(fmt.Sprint(s.Act(act).Session.ClientErr), "tls: failed to verify certificate: ")
}
