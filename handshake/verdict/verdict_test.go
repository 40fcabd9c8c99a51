package verdict_test

import (
	mathrand "math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/verdict"
)

// agrees compares a judgement with crypto/x509's.
func agrees(t *testing.T, what string, p *plan) verdict.Judgement {
	t.Helper()
	j := p.judge()
	chains, why := p.theirs()
	if j.Trusted != (why == nil) || len(j.Accepted) != chains {
		t.Errorf("%s: trusted %v with %d paths; crypto/x509 has %d: %v\n%s", what, j.Trusted, len(j.Accepted), chains, why, text(j))
	}
	wellFormed(t, what, p, j)
	return j
}

// wellFormed holds for every judgement.
func wellFormed(t *testing.T, what string, p *plan, j verdict.Judgement) {
	t.Helper()
	if len(j.Verdicts) != 15 {
		t.Errorf("%s: %d verdicts", what, len(j.Verdicts))
	}
	for i, v := range j.Verdicts {
		if int(v.Check) != i || v.Ref == "" || v.Text == "" || !strings.HasSuffix(v.Text, ".") || v.Passed && !v.Reached {
			t.Errorf("%s: %+v", what, v)
		}
		for _, c := range []byte(v.Text) {
			if c < ' ' || c == 0x7f {
				t.Errorf("%s: a control character in %q", what, v.Text)
			}
		}
		for _, e := range v.Evidence {
			der := rootOf(p, j)
			if e.Certificate != verdict.FromStore {
				der = p.chain[e.Certificate]
			}
			if e.Length <= 0 || e.Offset < 0 || e.Offset+e.Length > len(der) || e.Path == "" {
				t.Errorf("%s: %s: evidence %+v of %d bytes", what, v.Check, e, len(der))
			}
		}
	}
}

func rootOf(p *plan, j verdict.Judgement) []byte {
	if n := len(j.Path); n > 0 {
		return j.Path[n-1].Certificate.Raw
	}
	return nil
}

func text(j verdict.Judgement) string {
	var b strings.Builder
	for _, v := range j.Verdicts {
		mark := "?"
		if v.Reached {
			mark = map[bool]string{true: "+", false: "-"}[v.Passed]
		}
		b.WriteString(mark + " " + v.Check.String() + ": " + v.Text + "\n")
	}
	return b.String()
}

func wrong(j verdict.Judgement) (out []verdict.Check) {
	for _, v := range j.Verdicts {
		if v.Reached && !v.Passed {
			out = append(out, v.Check)
		}
	}
	return out
}

func TestAGoodChainPassesEveryCheck(t *testing.T) {
	j := agrees(t, "good", newPlan().make())
	for _, v := range j.Verdicts {
		if !v.Reached || !v.Passed {
			t.Errorf("%s: %s", v.Check, v.Text)
		}
	}
	if len(j.Path) != 3 || j.Path[2].Index != verdict.FromStore || j.Path[0].Index != 0 || j.Path[1].Index != 1 {
		t.Errorf("path: %+v", j.Path)
	}
}

// TestASingleDefectFailsItsOwnVerdictAlone is the promise of the package.
func TestASingleDefectFailsItsOwnVerdictAlone(t *testing.T) {
	for _, d := range defects {
		p := newPlan()
		d.change(p)
		j := agrees(t, d.name, p.make())
		if got := wrong(j); !slices.Equal(got, []verdict.Check{d.check}) {
			t.Errorf("%s: %v are wrong\n%s", d.name, got, text(j))
		}
		if v := j.Of(d.check); len(v.Evidence) == 0 && d.check != verdict.Form {
			t.Errorf("%s: no evidence", d.name)
		}
		if j.Trusted == d.check.Counts() {
			t.Errorf("%s: trusted %v", d.name, j.Trusted)
		}
	}
}

// TestDefectsTogetherAreAllTold takes random defects: each is told, or what it would
// rest on is missing. crypto/x509 tells one.
func TestDefectsTogetherAreAllTold(t *testing.T) {
	told := 0
	for range 400 {
		p := newPlan()
		var names []string
		some := mathrand.Perm(len(defects))[:1+mathrand.IntN(5)]
		for _, i := range some {
			names = append(names, defects[i].name)
			defects[i].change(p)
		}
		j := agrees(t, strings.Join(names, ", "), p.make())
		for _, i := range some {
			d := defects[i]
			if v := j.Of(d.check); v.Passed && !hidden(d.name, names) {
				t.Errorf("%q: %s passes\n%s", names, v.Check, text(j))
			} else if v.Reached {
				told++
			}
		}
	}
	if told < 400 {
		t.Errorf("only %d were told", told)
	}
}

// hidden says whether another defect takes away what this one is about.
func hidden(name string, others []string) bool {
	for _, other := range others {
		switch other {
		case "self-signed", "missing intermediate":
			return true // no authority is left, or another certificate
		case "unknown authority":
			if name == "root expired" || name == "path too long" || name == "name excluded" || name == "authority tampered with" {
				return true // it is of the root that is not there
			}
		case "name in the subject only":
			if name == "name not permitted" || name == "name excluded" {
				return true
			}
		case "SHA-1":
			if name == "tampered with" {
				return true // it is signed anew
			}
		}
	}
	return false
}
