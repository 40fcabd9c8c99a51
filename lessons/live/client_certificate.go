package live

import (
	"fmt"

	"github.com/tlsteach/tlsteach/capture"
	"github.com/tlsteach/tlsteach/handshake"
	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// ClientCertificate shows what a client that was asked for a certificate answered; nil
// where it was not asked.
func (s *Seen) ClientCertificate() []transcript.Block {
	asked, answered := false, false
	var shown [][]byte
	for _, it := range s.Items {
		switch m := it.Message.(type) {
		case *handshake.CertificateRequestTLS10, *handshake.CertificateRequestTLS12, *handshake.CertificateRequestTLS13:
			asked = true
		case *handshake.CertificateTLS12:
			if it.From == capture.Client && !answered {
				shown, answered = m.Certificates, true
			}
		case *handshake.CertificateTLS13:
			if it.From == capture.Client && !answered {
				for _, e := range m.Entries {
					shown = append(shown, e.Data)
				}
				answered = true
			}
		}
	}
	if !asked {
		return nil
	}
	out := []transcript.Block{heading("The client's certificate")}
	switch {
	case len(shown) > 0:
		out = append(out, &transcript.Prose{Text: transcript.Plainly("The client was asked for a certificate, and showed this one. Nothing was held against it: the server takes any, and anybody can make one in any name.")})
	case answered:
		return append(out, &transcript.Prose{Text: transcript.Plainly("The client was asked for a certificate, and it showed none.")})
	default:
		return append(out, &transcript.Prose{Text: transcript.Plainly("The client was asked for a certificate, and did not come to the answer.")})
	}
	for i, der := range shown {
		title := fmt.Sprintf("Certificate %d", i)
		if i == 0 {
			title += ", the client's own"
		}
		out = append(out, certificate(title, der))
	}
	return out
}
