package registry

// A Group is a way to agree on a secret: an elliptic curve, a finite field, a
// key encapsulation, or two of these together.
type Group uint16

// Groups.
const (
	GroupSecp192r1          Group = 19
	GroupSecp224r1          Group = 21
	GroupSecp256k1          Group = 22
	GroupSecp256r1          Group = 23
	GroupSecp384r1          Group = 24
	GroupSecp521r1          Group = 25
	GroupBrainpoolP256r1    Group = 26
	GroupBrainpoolP384r1    Group = 27
	GroupBrainpoolP512r1    Group = 28
	GroupX25519             Group = 29
	GroupX448               Group = 30
	GroupCurveSM2           Group = 41
	GroupFFDHE2048          Group = 256
	GroupFFDHE3072          Group = 257
	GroupFFDHE4096          Group = 258
	GroupFFDHE6144          Group = 259
	GroupFFDHE8192          Group = 260
	GroupMLKEM512           Group = 512
	GroupMLKEM768           Group = 513
	GroupMLKEM1024          Group = 514
	GroupSecP256r1MLKEM768  Group = 4587
	GroupX25519MLKEM768     Group = 4588
	GroupSecP384r1MLKEM1024 Group = 4589
	GroupCurveSM2MLKEM768   Group = 4590

	GroupX25519Kyber768Draft00    Group = 0x6399 // obsolete
	GroupSecP256r1Kyber768Draft00 Group = 0x639a // obsolete
	GroupArbitraryExplicitPrime   Group = 0xff01
	GroupArbitraryExplicitChar2   Group = 0xff02
)

// String returns the registry's name, for example "x25519".
func (g Group) String() string {
	return greased16(groups, unregisteredGroups, uint16(g))
}

// Known reports whether the group has a name; GREASE does not.
func (g Group) Known() bool { return known(groups, unregisteredGroups, uint16(g)) }

// Registered reports whether IANA has the name.
func (g Group) Registered() bool { return known(groups, nil, uint16(g)) }
