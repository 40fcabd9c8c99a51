package refusals

import (
	"github.com/tlsteach/tlsteach/handshake/verdict"
	"github.com/tlsteach/tlsteach/lessons/lab"
)

// The names of the certificates: connections are called after them.
const (
	good        = string(lab.Good)
	expired     = string(lab.Expired)
	notYet      = string(lab.NotYet)
	wrongName   = string(lab.WrongName)
	tampered    = string(lab.Tampered)
	unknownCA   = string(lab.UnknownCA)
	noIssuer    = string(lab.NoIssuer)
	selfSigned  = string(lab.SelfSigned)
	noCA        = string(lab.NoCA)
	wrongUsage  = string(lab.WrongUsage)
	outOfBounds = string(lab.OutOfBounds)
)

// A fault is what is wrong with one of the ten.
type fault struct {
	name  string
	check verdict.Check // the one that must find it, and no other
	says  string        // the claim
}

// faults are the ten, in the order of the lesson.
var faults = []fault{
	{expired, verdict.Validity, "the expired certificate fails one check: it was valid until ten minutes ago"},
	{notYet, verdict.Validity, "the certificate that is not yet valid fails the same check: it begins in ten minutes"},
	{wrongName, verdict.HostName, "the certificate for another name fails one check: its name is not the one that the client wants"},
	{tampered, verdict.Signature, "the tampered certificate fails one check: its signature does not hold for its bytes"},
	{unknownCA, verdict.Trust, "the chain of an unknown authority fails one check: it ends at no root that the client trusts"},
	{noIssuer, verdict.Trust, "the certificate without its intermediate fails one check: nothing leads from its issuer's name to a root"},
	{selfSigned, verdict.Trust, "the self-signed certificate fails one check: it leads nowhere but to itself"},
	{noCA, verdict.Authority, "the chain through a customer's certificate fails one check: its issuer is no authority"},
	{wrongUsage, verdict.ExtKeyUsage, "the certificate for clients fails one check: servers are not among its purposes"},
	{outOfBounds, verdict.NameConstraints, "the chain through an authority for other names fails one check: it may not sign for this one"},
}

// The questions of the article, by the check that answers them.
var asked = map[verdict.Check]string{
	verdict.Validity:  "1 Is it expired?",
	verdict.HostName:  "2 Is it for this host name?",
	verdict.Signature: "3 Was it modified?",
	verdict.Trust:     "4 Do I trust the CA that signed it?",
}
