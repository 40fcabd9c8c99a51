package verdict

import (
	"net"
	"net/netip"
	"strings"
)

// rangeHolds says whether a range of addresses holds an address of the same family:
// RFC 5280 §4.2.1.10.
func rangeHolds(ip net.IP) func(*net.IPNet, bool) bool {
	return func(n *net.IPNet, _ bool) bool { return len(n.IP) == len(ip) && n.Contains(ip) }
}

// subtreeHolds says whether a domain holds a name: the domain itself and all below
// it; with a dot in front only those below. An excluded name is also touched by a
// wildcard that stands for it.
func subtreeHolds(name string) func(string, bool) bool {
	name = lower(name)
	return func(domain string, excluded bool) bool {
		domain = lower(domain)
		if domain == "" {
			return true
		}
		if strings.HasSuffix(name, domain) && (len(name) == len(domain) || domain[0] == '.' || name[len(name)-len(domain)-1] == '.') {
			return true
		}
		if !excluded || !strings.HasPrefix(name, "*") {
			return false
		}
		_, below, ok := strings.Cut(name, ".")
		_, parent, ok2 := strings.Cut(domain, ".")
		return ok && ok2 && below == parent
	}
}

// isDomain says whether a name can be compared: labels of visible characters, without
// a dot at the end. An empty name can.
func isDomain(s string) bool {
	if s == "" {
		return true
	}
	for _, label := range strings.Split(s, ".") {
		if label == "" {
			return false
		}
	}
	return strings.IndexFunc(s, func(r rune) bool { return r < 33 || r > 126 }) < 0
}

// hostsOf are the hosts of a certificate's URIs. One without a name cannot be
// compared, and so is a violation: RFC 5280 §4.2.1.10.
func hostsOf(c *certificate) (hosts []string, err string) {
	for _, u := range c.URIs {
		host := strings.ToLower(u.Host)
		if host == "" {
			return nil, "the URI " + quoted(u.String()) + " has no host to compare"
		}
		if strings.Contains(host, ":") && !strings.HasSuffix(host, "]") {
			bare, _, e := net.SplitHostPort(u.Host)
			if e != nil {
				return nil, "the URI " + quoted(u.String()) + " has no host to compare"
			}
			host = bare
		}
		if _, e := netip.ParseAddr(host); e == nil || strings.HasPrefix(host, "[") && strings.HasSuffix(host, "]") {
			return nil, "the URI " + quoted(u.String()) + " has an address instead of a host"
		}
		if !isDomain(host) {
			return nil, "the URI " + quoted(u.String()) + " has a host that cannot be compared"
		}
		hosts = append(hosts, host)
	}
	return hosts, ""
}
