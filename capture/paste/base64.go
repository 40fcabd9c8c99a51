package paste

import (
	"encoding/base64"
	"strings"
)

const base64Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

// leastBase64 is the fewest letters that are believed to be base64: an alert has
// as many.
const leastBase64 = 10

// readBase64 reads base64 with either alphabet (RFC 4648 §4, §5), with its padding
// or without, in lines or in one.
func readBase64(text string) ([]chunk, bool, *Error) {
	lines := strings.Split(strings.Trim(strings.TrimSpace(text), `"'`), "\n")
	for i, l := range lines { // words are no base64: its lines are all of one length
		lines[i] = strings.TrimSpace(l)
		if i > 0 && i < len(lines)-1 && len(lines[i]) != len(lines[0]) {
			return nil, false, nil
		}
	}
	joined := strings.Join(lines, "")
	joined = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(joined, "="))
	if len(joined) < leastBase64 || strings.Trim(joined, base64Letters) != "" {
		return nil, false, nil
	}
	b, err := base64.RawStdEncoding.DecodeString(joined)
	if err != nil {
		return nil, false, nil
	}
	return []chunk{{bytes: b}}, true, nil
}
