package matrix

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tlsteach/tlsteach/handshake/registry"
)

// A cell of the matrix is one session.
type cell struct {
	client, server peer
	version        registry.Version
	suite          registry.CipherSuite
	plainMAC       bool // without encrypt_then_mac
	plainMaster    bool // without extended_main_secret
	large          bool // more than one record each way
}

func (c cell) String() string {
	s := fmt.Sprintf("%s at %s, %s, %s", c.client, c.server, c.version, c.suite)
	if c.plainMAC {
		s += ", MAC then encrypt"
	}
	if c.plainMaster {
		s += ", no extended master secret"
	}
	return s
}

// plan lists a cell for each suite that two peers share, and a second one for each
// cipher and each key exchange that an extension changes.
func plan(spoken map[peer]suites) (cells []cell) {
	for _, server := range []peer{openssl, gnutls, goTLS} {
		for _, client := range []peer{openssl, gnutls, goTLS, curl} {
			for _, v := range versions {
				once := map[string]bool{}
				first := func(key string) bool {
					was := once[key]
					once[key] = true
					return !was
				}
				for _, suite := range shared(spoken[client], spoken[server], v) {
					c := cell{client: client, server: server, version: v, suite: suite}
					if _, cannot := c.exempt(); cannot == neverAgreed || cannot == noData {
						cells = append(cells, c)
						continue
					}
					c.large = first("large " + suite.Encryption() + suite.Hash())
					cells = append(cells, c)
					c.plainMAC = c.mayEncryptThenMAC() && first("plain MAC "+suite.Encryption()+suite.Hash())
					c.plainMaster = c.mayExtendMaster() && first("plain master "+suite.KeyExchange())
					if c.plainMAC || c.plainMaster {
						cells = append(cells, c)
					}
				}
			}
		}
	}
	return cells
}

// mayEncryptThenMAC says whether both sides would agree on it: RFC 7366.
func (c cell) mayEncryptThenMAC() bool {
	return c.client != goTLS && c.server != goTLS && c.version < registry.VersionTLS13 && strings.Contains(c.suite.Encryption(), "_CBC")
}

// mayExtendMaster says whether the client can be told not to: RFC 7627.
func (c cell) mayExtendMaster() bool {
	return c.client != goTLS && c.version < registry.VersionTLS13
}

// TestEverySharedSuiteIsPlanned asks the other way round.
func TestEverySharedSuiteIsPlanned(t *testing.T) {
	spoken := speaks(t)
	planned := map[cell]bool{}
	for _, c := range plan(spoken) {
		planned[cell{client: c.client, server: c.server, version: c.version, suite: c.suite}] = true
	}
	for i := range exemptions {
		e := &exemptions[i]
		if !slices.ContainsFunc(plan(spoken), func(c cell) bool { met, _ := c.exempt(); return met == e }) {
			t.Errorf("no cell is exempt because %s", e.reason)
		}
	}
	for client, speaks := range spoken {
		for server := range spoken {
			for v, list := range speaks {
				for suite := range list {
					_, both := spoken[server][v][suite]
					if c := (cell{client: client, server: server, version: v, suite: suite}); both && server != curl && !planned[c] {
						t.Errorf("%s is not planned", c)
					}
				}
			}
		}
	}
}
