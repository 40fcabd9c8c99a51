package reach

import (
	"errors"
	"fmt"
	"strings"
)

// Why a proxy was no way to the server, for errors.Is. What failed below it is wrapped,
// too.
var (
	ErrSetting   = errors.New("the setting is not the address of a proxy that can be used")
	ErrUnreached = errors.New("the proxy could not be reached")
	ErrNotProxy  = errors.New("what answers there is not such a proxy")
	ErrLogin     = errors.New("the proxy does not know who asks")
	ErrRefused   = errors.New("the proxy did not connect")
	ErrSilent    = errors.New("the proxy did not answer in time")
	ErrClosed    = errors.New("the proxy closed the connection")
)

// A ProxyError is how a proxy failed. That the server itself could not be reached
// without a proxy is an error of package net.
type ProxyError struct {
	Proxy    string // as Dial's via; empty where the setting was of no use
	Variable string // that names it: HTTPS_PROXY
	Target   string // the server's address
	Reason   error  // one of the variables above
	Said     string // what the proxy said, at most 512 bytes; often empty
	Err      error  // what failed below; often nil
}

// Error is one line. What the proxy said stands in it quoted.
func (e *ProxyError) Error() string {
	var b strings.Builder
	if e.Proxy == "" {
		return fmt.Sprintf("%s: %v", e.Variable, e.Reason)
	}
	fmt.Fprintf(&b, "%s: %v", e.Proxy, e.Reason)
	if errors.Is(e.Reason, ErrRefused) {
		b.WriteString(" to " + e.Target)
	}
	if e.Said != "" {
		fmt.Fprintf(&b, ": %q", e.Said)
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

// Unwrap gives both reasons.
func (e *ProxyError) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Reason}
	}
	return []error{e.Reason, e.Err}
}
