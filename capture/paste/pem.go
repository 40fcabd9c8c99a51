package paste

import (
	"encoding/pem"
	"fmt"
	"strings"
)

// readPEM reads the certificates of a text in PEM (RFC 7468), whatever stands
// around them.
func readPEM(text string) ([]Part, *Error) {
	if strings.Contains(text, `\n`) { // as in JSON
		text = strings.NewReplacer(`\n`, "\n", `"-----BEGIN `, "\n-----BEGIN ").Replace(text)
	}
	lines := strings.Split(text, "\n")
	added := strings.Contains(text, "+-----BEGIN ")
	for i, l := range lines {
		lines[i] = unquoted(l, added)
	}
	rest := []byte(strings.Join(lines, "\n"))
	var parts []Part
	var others []string
	found := 0
	for {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		found++
		label := block.Type
		switch {
		case strings.Contains(label, "PRIVATE KEY"):
			clear(block.Bytes)
			others = append(others, privateKey)
		case label == "CERTIFICATE" || label == "X509 CERTIFICATE" || label == "TRUSTED CERTIFICATE":
			der := block.Bytes
			if end := elementEnd(der); label == "TRUSTED CERTIFICATE" && end > 0 && end < len(der) {
				der = der[:end] // behind it openssl keeps what it is trusted for
			}
			if len(der) == 0 {
				return nil, &Error{fmt.Sprintf("certificate %d in PEM is empty", len(parts)+1), ""}
			}
			parts = append(parts, Part{Kind: Certificate, Bytes: der})
		default:
			others = append(others, label)
		}
	}
	if begun := strings.Count(strings.Join(lines, "\n"), "-----BEGIN "); found < begun || found == 0 {
		return parts, brokenPEM(lines, len(parts))
	}
	if len(parts) == 0 && len(others) > 0 {
		return nil, foreignPEM(others[0])
	}
	for _, what := range others {
		if what == privateKey {
			return noted(parts, "the private key beside the certificate was not read: nobody but its owner should have it"), nil
		}
		noted(parts, "the "+what+" beside the certificate was left out")
	}
	return parts, nil
}

// unquoted is a line without what mails, logs, patches and code put around it. A
// plus is a digit of base64: it goes from the left where a patch added the lines,
// and from the right behind a quotation mark.
func unquoted(l string, added bool) string {
	const marks = "\"'`"
	l = strings.TrimLeft(l, " \t>")
	if added {
		l = strings.TrimPrefix(l, "+")
	}
	code := strings.TrimRight(l, " \t,;+\\]})")
	if strings.Count(l[len(code):], "+") == 1 && code != "" && strings.ContainsRune(marks, rune(code[len(code)-1])) {
		l = code
	}
	return strings.TrimRight(strings.TrimLeft(l, " \t"+marks), " \t,;\\]})"+marks)
}

func foreignPEM(label string) *Error {
	switch label {
	case privateKey:
		return cannot(privateKey)
	case "PUBLIC KEY", "RSA PUBLIC KEY":
		return cannot("public key")
	case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST":
		return cannot("certificate request")
	case "SSL SESSION PARAMETERS":
		return &Error{"this is a saved TLS session (SSL SESSION PARAMETERS): openssl's own form, which never crosses the wire, and which holds the secrets of its connection",
			"what crossed the wire shows  openssl s_client -msg -connect HOST:443"}
	}
	return &Error{fmt.Sprintf("this is %q in PEM: no TLS message and no certificate", label), hintForms}
}

// brokenPEM finds the block that could not be read.
func brokenPEM(lines []string, read int) *Error {
	hint := "copy it whole, from its BEGIN line to its END line"
	if read > 0 {
		hint = fmt.Sprintf("%d of the certificates can be read; copy this one whole, too", read)
	}
	for i, l := range lines {
		label, ok := strings.CutPrefix(l, "-----BEGIN ")
		if !ok {
			continue
		}
		label = strings.TrimRight(label, "-")
		end := i + 1
		for end < len(lines) && !strings.HasPrefix(lines[end], "-----") {
			end++
		}
		if end == len(lines) || lines[end] != "-----END "+label+"-----" {
			return &Error{fmt.Sprintf("line %d: the PEM block that begins here has no line -----END %s-----", i+1, label), hint}
		}
		if block, _ := pem.Decode([]byte(strings.Join(lines[i:end+1], "\n") + "\n")); block == nil {
			for j := i + 1; j < end; j++ {
				if at := strings.IndexFunc(lines[j], func(r rune) bool { return !strings.ContainsRune(base64Letters+"=", r) }); at >= 0 {
					return &Error{fmt.Sprintf("line %d, column %d: %q is no base64", j+1, at+1, []rune(lines[j][at:])[0]), hint}
				}
			}
			return &Error{fmt.Sprintf("line %d: the base64 of the PEM block that begins here is not whole", i+1), hint}
		}
	}
	return &Error{"a PEM block in it cannot be read", hint}
}
