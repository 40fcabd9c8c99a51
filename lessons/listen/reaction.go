package listen

import (
	"errors"
	"fmt"
	"net"
	"os"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/lessons/lab"
	"github.com/tlsteach/tlsteach/lessons/live"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// what is wrong with a bad certificate, in words.
var what = map[lab.Fault]string{
	lab.Expired:     "it expired ten minutes ago",
	lab.NotYet:      "it begins in ten minutes",
	lab.WrongName:   "it is for another host, shop.example",
	lab.Tampered:    "its end was changed after it was signed",
	lab.UnknownCA:   "its root is one that nobody knows",
	lab.NoIssuer:    "its intermediate is not sent",
	lab.SelfSigned:  "it is signed with its own key",
	lab.NoCA:        "its issuer is no authority",
	lab.WrongUsage:  "it is for clients, and not for servers",
	lab.OutOfBounds: "its issuer may sign for school.example only",
}

// What says what is wrong with the certificate of a fault; empty: nothing.
func What(f lab.Fault) string { return what[f] }

func isBad(f lab.Fault) bool { return what[f] != "" }

// A Reaction is what a client did with the certificate that it was shown.
type Reaction struct {
	Claim     *transcript.Check // of a bad one: the client refuses it; nil: it is good, or was not judged
	Undecided bool              // it is bad, and what the client thinks of it cannot be seen
	Text      string            // what it did
}

func (r Reaction) blocks() (out []transcript.Block) {
	if r.Text == "" {
		return nil
	}
	out = append(out, &transcript.Heading{Level: 2, Text: transcript.Plainly("What the client thinks of the certificate")},
		&transcript.Prose{Text: transcript.Plainly(r.Text)})
	if r.Claim != nil {
		out = append(out, r.Claim)
	}
	return out
}

// certificateAlerts are those by which a client says no to a certificate, and whether
// they are about nothing else. RFC 8446 §6.2 leaves it to the client which it sends.
var certificateAlerts = map[registry.Alert]bool{
	registry.AlertBadCertificate: true, registry.AlertUnsupportedCertificate: true, registry.AlertCertificateRevoked: true,
	registry.AlertCertificateExpired: true, registry.AlertCertificateUnknown: true, registry.AlertUnknownCA: true,
	registry.AlertDecryptError: false, registry.AlertAccessDenied: false, registry.AlertIllegalParameter: false,
	registry.AlertHandshakeFailure: false, registry.AlertInternalError: false, registry.AlertDecodeError: false,
}

// react reads a client's reaction from what crossed.
func react(f lab.Fault, s *live.Seen) Reaction {
	shown, elsewise := false, false // elsewise: an alert that says something else ended it
	var said int
	var alert *handshake.Item
	for _, it := range s.Items {
		switch m := it.Message.(type) {
		case *handshake.CertificateTLS12, *handshake.CertificateTLS13:
			shown = shown || it.From == capture.Server
		case *handshake.Alert:
			_, no := certificateAlerts[m.Description]
			switch {
			case m.Description == registry.AlertCloseNotify || m.Description == registry.AlertUserCanceled || alert != nil:
			case m.Level == registry.AlertLevelWarning && s.Report.Version < registry.VersionTLS13:
			case it.From == capture.Client && shown && said == 0 && no:
				alert = it
			default:
				elsewise = true
			}
		}
		if it.Kind == handshake.KindApplicationData && it.From == capture.Client && it.Decrypted {
			said += len(it.Bytes)
		}
	}
	if !shown || alert == nil && !isBad(f) {
		return Reaction{}
	}
	r := Reaction{}
	got := ""
	switch {
	case alert != nil:
		a := alert.Message.(*handshake.Alert)
		got = fmt.Sprintf("it sent the alert %s (%d)", a.Description, uint8(a.Description))
		r.Text = fmt.Sprintf("It refused it, with the alert %s (%d): %s", a.Description, uint8(a.Description), a.Description.Meaning())
		if !certificateAlerts[a.Description] {
			r.Text += " The alert is not one of certificates alone: it came where the client had the certificate to judge."
		}
		if s.Report.Version >= registry.VersionTLS13 && !alert.Protected {
			r.Text += " The alert crossed in the clear, where a server of TLS 1.3 expects a protected record. OpenSSL sends it so, and the server can only answer that it cannot open it."
		}
	case s.Report.Complete && said > 0:
		got = fmt.Sprintf("it finished the handshake, and sent %d bytes", said)
		r.Text = "It accepted it: it finished the handshake and sent data of its own. Whoever stands between could have had them."
	case s.Report.Complete:
		r.Undecided = true
		r.Text = "It finished the handshake, and left without sending anything. That is how some clients refuse, such as curl a wrong name; but one that checks nothing and has nothing to say does the same."
		return r
	case elsewise || errors.Is(s.Err, os.ErrDeadlineExceeded) || errors.Is(s.Err, net.ErrClosed):
		r.Text = "What it thinks of it cannot be seen: the handshake ended for another reason."
		return r
	default:
		got = "it closed the connection, without an alert"
		r.Text = "It refused it: it closed the connection in the middle of the handshake, and said nothing."
	}
	if !isBad(f) {
		r.Text += " This certificate is good: the client does not trust its authority, unless it is told to, wants another name, or has another time."
		return r
	}
	r.Text += " What is wrong with the certificate: " + what[f] + "."
	r.Claim = &transcript.Check{ID: "refused", Claim: transcript.Plainly("the client refuses a certificate with this fault: " + what[f]), Got: got, Want: "an alert, or a closed connection",
		Passed: alert != nil || !s.Report.Complete, Evidence: evidence(s, alert)}
	return r
}

// evidence is the alert, or how it ended.
func evidence(s *live.Seen, alert *handshake.Item) transcript.Evidence {
	if alert == nil {
		return transcript.Evidence{Text: s.Report.Outcome}
	}
	return transcript.Evidence{Message: alert.Name, Length: len(alert.Bytes)}
}

// tries are what helps where a connection failed.
func (v *Visit) tries(f lab.Fault) []string {
	h := v.Hello
	switch {
	case v.Reaction.Claim != nil:
		return []string{"It should fail: the certificate is bad on purpose. Without the flag it is good."}
	case v.Reaction.Text != "" && !isBad(f):
		return []string{"Let the client trust the throwaway authority: --ca-file FILE writes its certificate, and the lines at the start say which flag takes it.",
			"Does the client ask for a name that the certificate is for? --name NAME."}
	case h == nil && !v.TLS:
		return []string{"The client must begin with TLS: https:// and not http://, no STARTTLS."}
	}
	return []string{"Did the flags of tlsteach listen leave nothing that the client offers? --version, --cipher, --group, --alpn and --key decide; without them it takes what it can.",
		"An old client may need --key rsa."}
}
