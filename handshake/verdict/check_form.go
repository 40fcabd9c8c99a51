package verdict

import (
	"fmt"
	"strings"
)

// form: crypto/tls parses all certificates before it looks at one.
func (j *judge) form() Verdict {
	switch {
	case j.sent == 0:
		return failed("The peer sent no certificate.")
	case len(j.unreadable) > 0:
		return failed(fmt.Sprintf("Not all that the peer sent are certificates: %s.", strings.Join(j.unreadable[:min(len(j.unreadable), 3)], "; ")))
	case j.sent > maxCertificates:
		return passed(fmt.Sprintf("Of %d certificates the first %d can be read; no more are considered.", j.sent, maxCertificates))
	case j.sent == 1:
		return passed("The peer sent one certificate, and it can be read.")
	}
	return passed(fmt.Sprintf("The peer sent %d certificates, and all can be read.", j.sent))
}
