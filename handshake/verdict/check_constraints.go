package verdict

import "fmt"

// maxComparisons bounds the work on names and constraints of a whole judgement.
const maxComparisons = 1_000_000

// nameConstraints: each name of a certificate lies within what the authorities above
// it may sign for. Names of authorities count, too.
func (j *judge) nameConstraints(p path) Verdict {
	var f faults
	var all []Evidence
	for i, c := range p {
		if c.san() == nil {
			continue
		}
		for _, issuer := range p[i+1:] {
			if !issuer.has("2.5.29.30") {
				continue
			}
			at := issuer.field("name_constraints")
			all = append(all, c.field("subject_alt_name"), at)
			if text := j.violation(c, issuer); text != "" {
				f.add(fmt.Sprintf("%s: %s", c.who(), text), c.field("subject_alt_name"), at)
			}
		}
	}
	if len(all) == 0 {
		return passed("No authority is limited to certain names.")
	}
	return f.verdict("Every name lies within what the authorities may sign for.", all...)
}

// violation says which name of a certificate an issuer may not sign for.
func (j *judge) violation(c, issuer *certificate) string {
	hosts, err := hostsOf(c)
	if err != "" {
		return err
	}
	mailboxes, err := mailboxesOf(c)
	if err != "" {
		return err
	}
	for _, ip := range c.IPAddresses {
		if text := check(j, issuer, "address", ip.String(), issuer.PermittedIPRanges, issuer.ExcludedIPRanges, rangeHolds(ip)); text != "" {
			return text
		}
	}
	for _, name := range c.DNSNames {
		if !isDomain(name) {
			return "the name " + quoted(name) + " cannot be compared with constraints"
		}
		if text := check(j, issuer, "name", name, issuer.PermittedDNSDomains, issuer.ExcludedDNSDomains, subtreeHolds(name)); text != "" {
			return text
		}
	}
	for _, host := range hosts {
		if text := check(j, issuer, "URI of the host", host, issuer.PermittedURIDomains, issuer.ExcludedURIDomains, subtreeHolds(host)); text != "" {
			return text
		}
	}
	for _, m := range mailboxes {
		if text := check(j, issuer, "mailbox", m.local+"@"+m.domain, issuer.PermittedEmailAddresses, issuer.ExcludedEmailAddresses, m.heldBy); text != "" {
			return text
		}
	}
	return ""
}

// check compares one name with the permitted and the excluded subtrees of its kind.
func check[T any](j *judge, issuer *certificate, kind, name string, permitted, excluded []T, holds func(subtree T, excluded bool) bool) string {
	if j.comparisons += len(permitted) + len(excluded); j.comparisons > maxComparisons {
		return "there are too many names and constraints to compare"
	}
	within := len(permitted) == 0
	for _, p := range permitted {
		within = within || holds(p, false)
	}
	if !within {
		return fmt.Sprintf("the %s %s is not among those for which %s may sign", kind, quoted(name), issuer.who())
	}
	for _, e := range excluded {
		if holds(e, true) {
			return fmt.Sprintf("the %s %s is among those for which %s may not sign", kind, quoted(name), issuer.who())
		}
	}
	return ""
}
