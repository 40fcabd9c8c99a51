package verdict

import (
	"fmt"
	"net"
	"strings"
)

// hostName: the certificate is for the name that the client wants. Only
// subjectAltName counts: RFC 9525 §2.
func (j *judge) hostName(p path) Verdict {
	if j.Name == "" {
		return unreached("The " + j.by() + " wants no certain name.")
	}
	v := covers(p.leaf(), j.Name)
	if !v.Passed && j.Asked != "" && !sameName(j.Asked, j.Name) {
		v.Text = strings.TrimSuffix(v.Text, ".") + "; the client had asked for " + quoted(j.Asked) + "."
	}
	return v
}

// asked: the peer answered with a certificate for the name that it was asked for.
func (j *judge) asked(p path) Verdict {
	if j.Asked == "" {
		return unreached("The peer was not asked for a certain name.")
	}
	return covers(p.leaf(), j.Asked)
}

// covers looks for a name in subjectAltName.
func covers(c *certificate, name string) Verdict {
	if ip := addressOf(name); ip != nil {
		fields := c.fields("subject_alt_name", "general_names", "ip_address")
		for i, have := range c.IPAddresses {
			if ip.Equal(have) {
				return passed(fmt.Sprintf("The certificate is for the address %s.", ip), pick(fields, i, c))
			}
		}
		return failed(fmt.Sprintf("The certificate is for %s, and not for the address %s.", list(addresses(c.IPAddresses)), ip), c.field("subject_alt_name"))
	}
	fields := c.fields("subject_alt_name", "general_names", "dns_name")
	for i, pattern := range c.DNSNames {
		if matches(pattern, name) {
			text := "The certificate is for " + quoted(name) + "."
			if !sameName(pattern, name) {
				text = fmt.Sprintf("The certificate is for %s, and so for %s.", quoted(pattern), quoted(name))
			}
			return passed(text, pick(fields, i, c))
		}
	}
	if len(c.DNSNames) == 0 && len(c.IPAddresses) == 0 && matches(c.Subject.CommonName, name) {
		return failed("The certificate has the name "+quoted(name)+" in its subject only, where clients no longer look.", c.field("subject", "common_name"))
	}
	return failed(fmt.Sprintf("The certificate is for %s, and not for %s.", list(c.DNSNames), quoted(name)), c.field("subject_alt_name"))
}

func pick(fields []Evidence, i int, c *certificate) Evidence {
	if i < len(fields) {
		return fields[i]
	}
	return c.field("subject_alt_name")
}

func addresses(ips []net.IP) (out []string) {
	for _, ip := range ips {
		out = append(out, ip.String())
	}
	return out
}

// list quotes some of the names.
func list(names []string) string {
	const most = 4
	if len(names) == 0 {
		return "no such name"
	}
	var out []string
	for _, n := range names[:min(len(names), most)] {
		out = append(out, quoted(n))
	}
	if len(names) > most {
		out = append(out, fmt.Sprintf("%d more", len(names)-most))
	}
	return strings.Join(out, ", ")
}

// addressOf reads an IP address, which may stand in brackets.
func addressOf(name string) net.IP {
	if inner, ok := strings.CutPrefix(name, "["); ok && strings.HasSuffix(inner, "]") && len(name) > 2 {
		name = inner[:len(inner)-1]
	}
	return net.ParseIP(name)
}

// matches compares a name of a certificate with the one that is wanted: ASCII letters
// of any case, and an asterisk for the whole first label (RFC 9525 §6.3). Names that
// are no host names are compared as they are.
func matches(pattern, name string) bool {
	host := strings.TrimSuffix(name, ".")
	if !isHostName(host, false) || !isHostName(pattern, true) {
		return pattern != "" && pattern != "." && name != "" && name != "." && sameName(pattern, name)
	}
	if rest, ok := strings.CutPrefix(pattern, "*."); ok {
		_, parent, ok := strings.Cut(host, ".")
		return ok && sameName(rest, parent)
	}
	return sameName(pattern, host)
}

func sameName(a, b string) bool { return lower(a) == lower(b) }

// lower changes ASCII letters only.
func lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// isHostName takes labels of letters, digits, hyphens and underscores; a pattern may
// begin with an asterisk as a label.
func isHostName(s string, pattern bool) bool {
	if s == "*" {
		return false
	}
	for i, label := range strings.Split(s, ".") {
		if pattern && i == 0 && label == "*" {
			continue
		}
		if label == "" || label[0] == '-' || strings.Trim(lower(label), "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return false
		}
	}
	return true
}
