package sessionid

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
)

// values are what the prose may name, beside the facts.
var values = map[string]func(*anatomy.Scene) string{
	"still": func(s *anatomy.Scene) string {
		switch before, now := s.Message(first, serverHello).Hex(answeredID), s.Message(second, serverHello).Hex(answeredID); {
		case now == "":
			return "empty"
		case now == before:
			return "same"
		}
		return "new"
	},
	"keys_again": func(s *anatomy.Scene) string {
		one, two := schedule(s.Act(first)), schedule(s.Act(second))
		return sameOrNew(hex.EncodeToString(one.Output("client_write_key")), hex.EncodeToString(two.Output("client_write_key")))
	},
	"finished_first": func(s *anatomy.Scene) string {
		side, _, _ := strings.Cut(finishes(s.Act(first)), ",")
		return side
	},
	"changes_keys": func(s *anatomy.Scene) string { // what differs between two connections whose keys differ
		one, two := s.Act(first), s.Act(second)
		return "master secret " + sameOrNew(masterOf(one), masterOf(two)) + ", randoms " + sameOrNew(one.Message(serverHello).Hex(random), two.Message(serverHello).Hex(random))
	},
	"id":     func(s *anatomy.Scene) string { return short(s.Message(first, serverHello).Hex(answeredID)) },
	"master": func(s *anatomy.Scene) string { return masterOf(s.Act(second)) },
	"randoms": func(s *anatomy.Scene) string {
		return s.Message(second, serverHello).Hex(random) + s.Message(second, clientHello).Hex(random)
	},
	"key_block_length": func(s *anatomy.Scene) string { return fmt.Sprint(len(schedule(s.Act(second)).Output("key_block"))) },
	"forgotten":        forgotten,
}

func sameOrNew(a, b string) string {
	if a == b {
		return "same"
	}
	return "new"
}

// short is the beginning of a long value.
func short(digits string) string { return digits[:min(8, len(digits))] + "…" }
