package handshake

import (
	"github.com/tlsteach/tlsteach/handshake/registry"
	"github.com/tlsteach/tlsteach/handshake/wire"
)

// Extensions of TLS 1.2 that announce SupplementalData, and those of passwords.
var (
	gUserMapping = wire.Field{Name: "user_mapping", Ref: "RFC 4681 §2", Text: wire.Count,
		Mean: "The client can say, in a message of its own, which user it acts for."}
	aUserMapping        = meaning(gUserMapping, "Which of the client's ways to name a user the server takes.")
	fUserMappingsLength = wire.Field{Name: "user_mapping_types_length", Ref: "RFC 4681 §2", Text: wire.Number, Mean: "How many ways follow, a byte each."}
	fUserMappings       = wire.Field{Name: "user_mapping_types", Min: 1, Ref: "RFC 4681 §2", Text: wire.Count, Mean: "The ways to name a user."}
	fUserMapping        = wire.Field{Name: "user_mapping_type", Ref: "RFC 4681 §2", Text: wire.Named[registry.UserMappingType], Mean: "A way to name a user."}

	gClientAuthz = wire.Field{Name: "client_authz", Ref: "RFC 5878 §2", Text: wire.Count,
		Mean: "The client can send proofs of what it may do, in a message of its own."}
	aClientAuthz = meaning(gClientAuthz, "Which of the client's proofs of what it may do the server takes.")
	gServerAuthz = wire.Field{Name: "server_authz", Ref: "RFC 5878 §2", Text: wire.Count,
		Mean: "Which proofs of what the server may do the client can read."}
	aServerAuthz  = meaning(gServerAuthz, "Which proofs of what it may do the server will send.")
	fAuthzsLength = wire.Field{Name: "authz_format_list_length", Ref: "RFC 5878 §2.3", Text: wire.Number, Mean: "How many formats follow, a byte each."}
	fAuthzs       = wire.Field{Name: "authz_format_list", Min: 1, Ref: "RFC 5878 §2.3", Text: wire.Count, Mean: "The formats of proof."}
	fAuthz        = wire.Field{Name: "authz_format", Ref: "RFC 5878 §2.3", Text: wire.Named[registry.AuthzFormat], Mean: "A format of proof."}

	gPwdProtect = wire.Field{Name: "pwd_protect", Ref: "RFC 8492 §4.2", Text: wire.Count,
		Mean: "The user's name, encrypted to the server, for a handshake that proves a password."}
	gPwdClear = wire.Field{Name: "pwd_clear", Ref: "RFC 8492 §4.2", Text: wire.Count,
		Mean: "The user's name in the clear, for a handshake that proves a password."}
	fPwdNameLength = wire.Field{Name: "pwd_name_length", Ref: "RFC 8492 §4.2", Text: wire.Number, Mean: "How many bytes the name has."}
	fPwdName       = wire.Field{Name: "pwd_name", Min: 1, Ref: "RFC 8492 §4.2", Text: wire.Plain, Mean: "The user's name."}
	fPwdProtected  = wire.Field{Name: "pwd_name", Min: 1, Ref: "RFC 8492 §4.2", Text: wire.Count, Mean: "The user's name, encrypted, behind the public value that it was encrypted with."}
	gPasswordSalt  = wire.Field{Name: "password_salt", Ref: "RFC 8492 §4.2", Text: wire.Count,
		Mean: "A random value that the password is hashed with, so that equal passwords do not show."}
	fPwdSaltLength = wire.Field{Name: "pwd_salt_length", Ref: "RFC 8492 §4.2", Text: wire.Number, Mean: "How many bytes the salt has."}
	fPwdSalt       = wire.Field{Name: "pwd_salt", Min: 1, Ref: "RFC 8492 §4.2", Text: wire.Count, Mean: "The salt."}
)

func readUserMapping(c *wire.Cursor) {
	c.List8(&fUserMappingsLength, &fUserMappings, &fUserMapping, 1)
}

func readAuthzFormats(c *wire.Cursor) {
	c.List8(&fAuthzsLength, &fAuthzs, &fAuthz, 1)
}

func readPassword(c *wire.Cursor, t registry.ExtensionType) {
	switch t {
	case registry.ExtPwdProtect:
		c.Data8(&fPwdNameLength, &fPwdProtected)
	case registry.ExtPwdClear:
		c.Data8(&fPwdNameLength, &fPwdName)
	default:
		c.Data16(&fPwdSaltLength, &fPwdSalt)
	}
}
