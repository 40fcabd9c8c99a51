package certificate

import (
	"fmt"
	"strings"

	"github.com/tlsteach/tlsteach/lessons/anatomy"
)

// values are what the prose may name, beside the facts.
var values = map[string]func(*anatomy.Scene) string{
	"crossed":        crossed,
	"needed":         needed,
	"key_inside":     keyInside,
	"label":          func(s *anatomy.Scene) string { return labelOf(s.Facts["pem"]) },
	"start":          func(s *anatomy.Scene) string { _, _, start := onWire(s, fetched); return fmt.Sprint(start) },
	"private_length": func(s *anatomy.Scene) string { return fmt.Sprint(len(s.Facts["private key"])) },

	"promised": func(s *anatomy.Scene) string {
		copied, _ := decodable(s.Facts["article"])
		return fmt.Sprint(len(copied) + missingBytes(s))
	},
	"decoded": func(s *anatomy.Scene) string {
		copied, _ := decodable(s.Facts["article"])
		return fmt.Sprint(len(copied))
	},
	"missing":       func(s *anatomy.Scene) string { return fmt.Sprint(missingBytes(s)) },
	"stumbles":      stumbles,
	"alert":         alertOf,
	"wrong_lines":   func(s *anatomy.Scene) string { return fmt.Sprint(len(wrongLines(bodyOf(s.Facts["article"])))) },
	"article_lines": func(s *anatomy.Scene) string { return fmt.Sprint(len(bodyOf(s.Facts["article"]))) },
	"first_wrong":   func(s *anatomy.Scene) string { return fmt.Sprint(firstWrong(bodyOf(s.Facts["article"]))) },
	"name_1":        func(s *anatomy.Scene) string { _, name, _, _ := lookAlike(s.Facts["article"]); return name },
	"name_2":        func(s *anatomy.Scene) string { _, _, name, _ := lookAlike(s.Facts["article"]); return name },
	"name_1_line": func(s *anatomy.Scene) string {
		_, _, _, lines := lookAlike(s.Facts["article"])
		return fmt.Sprint(lines[0])
	},
	"name_2_line": func(s *anatomy.Scene) string {
		_, _, _, lines := lookAlike(s.Facts["article"])
		return fmt.Sprint(lines[1])
	},
	"inside_error": func(s *anatomy.Scene) string {
		_, der, _ := onWire(s, shown)
		if _, _, err := filledUp(der); err != nil {
			return err.Error()
		}
		return "no error"
	},
	"issuer_in_copy": func(s *anatomy.Scene) string {
		_, der, _ := onWire(s, shown)
		name, _ := issuerOrganization(der)
		return name
	},
}

// needed says what it took to read the printed text back: "nothing" where undoing
// base64 was enough.
func needed(s *anatomy.Scene) string {
	_, der, _ := onWire(s, fetched)
	if text, _ := printed(s); len(text) > 0 && string(text) == string(der) {
		return "nothing"
	}
	return "more"
}

// keyInside says which half of the server's key pair stands in the certificate: the
// answer to the lesson's prediction.
func keyInside(s *anatomy.Scene) string {
	_, der, _ := onWire(s, fetched)
	var inside []string
	if found([][]byte{der}, publicHalf(s)) {
		inside = append(inside, "public")
	}
	if found([][]byte{der}, []byte(s.Facts["private key"])) {
		inside = append(inside, "private")
	}
	if inside == nil {
		return "none"
	}
	return strings.Join(inside, " ")
}

// stumbles says where base64 gives up on our copy: the answer to the break's first
// prediction.
func stumbles(s *anatomy.Scene) string {
	lines := bodyOf(s.Facts["article"])
	_, place := decodable(s.Facts["article"])
	switch whole := strings.Join(lines, ""); {
	case place == len(whole):
		return "never"
	case place/4 == (len(whole)-1)/4:
		return "end"
	}
	return "first"
}
