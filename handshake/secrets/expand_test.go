package secrets

import (
	"bytes"
	"crypto"
	"errors"
	"testing"
)

// TestAnyLabelExpands: with the labels of the RFCs it is what they derive, with any
// other it is something else, and its command is OpenSSL's as theirs is.
func TestAnyLabelExpands(t *testing.T) {
	secret, hash := bytesFor(32, 1), bytesFor(32, 2)
	derived, err := DeriveSecret(crypto.SHA256, secret, "c hs traffic", hash)
	if err != nil {
		t.Fatal(err)
	}
	finished, err := FinishedKey(crypto.SHA256, secret)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		label   string
		context []byte
		want    []byte
		same    bool
	}{
		{"c hs traffic", hash, derived.Output, true},
		{"c hs trafic", hash, derived.Output, false},
		{"finished", nil, finished.Output, true},
		{"finishd", nil, finished.Output, false},
	} {
		s, err := ExpandLabel(crypto.SHA256, secret, c.label, c.context, 32)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Equal(s.Output, c.want) != c.same || s.Name != "expanded" || s.Label != c.label || s.Command() == "" {
			t.Errorf("%q gives %x: the RFC's is %x; step %+v", c.label, s.Output, c.want, s)
		}
	}
	var wrong *InputError
	if _, err := ExpandLabel(crypto.SHA256, secret[1:], "finished", nil, 32); !errors.As(err, &wrong) || wrong.Input != "Secret" {
		t.Errorf("a short secret: %v", err)
	}
}

// TestNoHashIsAnError: it has no size that could be asked for.
func TestNoHashIsAnError(t *testing.T) {
	if _, err := DeriveSecret(0, bytesFor(32, 1), "c hs traffic", bytesFor(32, 2)); err == nil {
		t.Error("no hash derives a secret")
	}
}
