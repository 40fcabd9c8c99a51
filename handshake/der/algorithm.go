package der

import "github.com/tlsteach/tlsteach/handshake/wire"

// algorithmIdentifier describes an AlgorithmIdentifier: RFC 5280 §4.1.1.2. What the
// parameters are depends on the algorithm.
func algorithmIdentifier(name, ref, filter, mean string) *element {
	return fields(name, ref, filter, mean,
		oid("algorithm", "RFC 5280 §4.1.1.2", "x509af.algorithm.id", "The algorithm, by its number."),
		(&element{shape: params}).optional(),
	).shown(algorithmText)
}

// signatureAlgorithm is an AlgorithmIdentifier that says how a key or a signature
// behind it is to be read.
func signatureAlgorithm(name, ref, filter, mean string) *element {
	e := algorithmIdentifier(name, ref, filter, mean)
	e.parts = []*element{e.parts[0].shaped(algorithm), e.parts[1]}
	return e
}

// noParameters is NULL, which old algorithms have for parameters; anything else
// is divided by its own tags.
var noParameters = oneOf(null("parameters", "RFC 5280 §4.1.1.2", "NULL: the algorithm needs no parameters."))

var parameters = newByOID(map[string]*element{
	"1.2.840.10045.2.1":     ecParameters, // id-ecPublicKey
	"1.3.132.1.12":          ecParameters, // id-ecDH
	"1.3.132.1.13":          ecParameters, // id-ecMQV
	"1.2.840.113549.1.1.10": pssParameters,
	"1.2.840.113549.1.1.8":  oneOf(maskHash),
	"1.2.840.10040.4.1":     oneOf(dssParameters),
	"1.2.840.10046.2.1":     oneOf(dhParameters),
	"1.2.840.113549.1.3.1":  oneOf(pkcs3Parameters),
	"1.2.643.2.2.19":        oneOf(gostParameters),
	"1.2.643.7.1.1.1.1":     oneOf(gostParameters),
	"1.2.643.7.1.1.1.2":     oneOf(gostParameters),
}).or(noParameters)

// ecParameters is the CHOICE of RFC 5480 §2.1.1; RFC 3279 §2.3.5 has all of it.
var ecParameters = oneOf(
	oid("named_curve", "RFC 5480 §2.1.1", "pkcs1.namedCurve", "The curve on which the key lies, by its number.").filtered("pkcs1.ECParameters"),
	null("implicit_curve", "RFC 3279 §2.3.5", "NULL: the curve is the issuer's. RFC 5480 forbids it."),
	fields("specified_curve", "RFC 3279 §2.3.5", "pkcs1.specifiedCurve_element",
		"The curve in full instead of its number. RFC 5480 forbids it; with a curve of their own making, attackers can claim a key that is somebody else's.",
		integer("version", "RFC 3279 §2.3.5", "pkcs1.version", "1, or more where a seed says how the curve was made."),
		fields("field_id", "RFC 3279 §2.3.5", "pkcs1.fieldID_element", "The numbers that the curve's points are made of.",
			oid("field_type", "RFC 3279 §2.3.5", "pkcs1.fieldType", "Numbers modulo a prime, or a field of characteristic two."),
			oneOf(integer("prime", "RFC 3279 §2.3.5", "pkcs1.Prime_p", "The prime.")).optional()),
		fields("curve", "RFC 3279 §2.3.5", "pkcs1.curve_element", "The two coefficients of the curve's equation.",
			octets("a", "RFC 3279 §2.3.5", "pkcs1.a", "The coefficient a of y² = x³ + ax + b."),
			octets("b", "RFC 3279 §2.3.5", "pkcs1.b", "The coefficient b of y² = x³ + ax + b."),
			bits("seed", "RFC 3279 §2.3.5", "pkcs1.seed", nil, "From what the coefficients were derived.").optional()),
		octets("base", "RFC 3279 §2.3.5", "pkcs1.base", "The point that all keys are multiples of."),
		integer("order", "RFC 3279 §2.3.5", "pkcs1.order", "How many multiples the base point has."),
		integer("cofactor", "RFC 3279 §2.3.5", "pkcs1.cofactor", "How often the order goes into the number of the curve's points.").optional()),
)

var (
	pssHash = algorithmIdentifier("hash_algorithm", "RFC 4055 §3.1", "pkcs1.hashAlgorithm_element", "The hash of what is signed; SHA-1 where it is absent.")
	// maskHash is what MGF1 has for parameters.
	maskHash = algorithmIdentifier("mask_hash_algorithm", "RFC 4055 §2.2", "pkcs1.HashAlgorithm_element", "The hash from which the mask is made.")
	pssMask  = algorithmIdentifier("mask_gen_algorithm", "RFC 4055 §3.1", "pkcs1.maskGenAlgorithm_element", "How the mask is made that hides the padding; MGF1 with SHA-1 where it is absent.")
)

var pssParameters = oneOf(
	fields("rsassa_pss_params", "RFC 4055 §3.1", "pkcs1.RSASSA_PSS_params_element", "What the RSA signature scheme PSS is to be used with.",
		explicit(0, "hash", "RFC 4055 §3.1", "The hash of what is signed; SHA-1 where it is absent.", pssHash).shown(wrappedAlgorithmText).optional(),
		explicit(1, "mask", "RFC 4055 §3.1", "How the mask is made; MGF1 with SHA-1 where it is absent.", pssMask).shown(wrappedAlgorithmText).optional(),
		explicit(2, "salt", "RFC 4055 §3.1", "How many random bytes go into each signature.",
			integer("salt_length", "RFC 4055 §3.1", "pkcs1.saltLength", "Bytes of salt; 20 where it is absent.")).shown(explicitly(integerText)).optional(),
		explicit(3, "trailer", "RFC 4055 §3.1", "Which byte ends the padding.",
			integer("trailer_field", "RFC 4055 §3.1", "pkcs1.trailerField", "1 stands for the byte bc; nothing else is allowed.")).shown(explicitly(integerText)).optional()),
	null("parameters", "RFC 4055 §3.1", "NULL: RFC 4055 wants parameters here, or nothing."),
)

var (
	dssParameters = fields("dss_parms", "RFC 3279 §2.3.2", "x509af.DSS_Params_element", "The numbers that DSA keys of one group share.",
		integer("p", "RFC 3279 §2.3.2", "x509af.p", "The prime modulus."),
		integer("q", "RFC 3279 §2.3.2", "x509af.q", "The prime that divides p-1."),
		integer("g", "RFC 3279 §2.3.2", "x509af.g", "The generator."))

	dhParameters = fields("domain_parameters", "RFC 3279 §2.3.3", "pkcs1.DomainParameters_element", "The numbers that Diffie-Hellman keys of one group share.",
		integer("p", "RFC 3279 §2.3.3", "pkcs1.p", "The prime modulus."),
		integer("g", "RFC 3279 §2.3.3", "pkcs1.g", "The generator."),
		integer("q", "RFC 3279 §2.3.3", "pkcs1.q", "The prime that divides p-1."),
		integer("j", "RFC 3279 §2.3.3", "pkcs1.j", "The subgroup factor: p-1 divided by q.").optional(),
		fields("validation_parms", "RFC 3279 §2.3.3", "pkcs1.validationParams_element", "How the prime was made, so that others can check it.",
			bits("seed", "RFC 3279 §2.3.3", "pkcs1.seed", nil, "From what the prime was derived."),
			integer("pgen_counter", "RFC 3279 §2.3.3", "pkcs1.pgenCounter", "At which attempt the prime was found.")).optional())

	pkcs3Parameters = fields("dh_parameter", "PKCS #3 §9", "", "The numbers that Diffie-Hellman keys of one group share, as PKCS #3 writes them.",
		integer("prime", "PKCS #3 §9", "", "The prime modulus."),
		integer("base", "PKCS #3 §9", "", "The generator."),
		integer("private_value_length", "PKCS #3 §9", "", "How many bits private keys have.").optional())

	gostParameters = fields("gost_parameters", "RFC 4491 §2.3", "", "The parameter sets of a key of the Russian standards.",
		oid("public_key_param_set", "RFC 4491 §2.3.2", "", "The curve, by its number."),
		oid("digest_param_set", "RFC 4491 §2.3.2", "", "The hash, by its number.").optional(),
		oid("encryption_param_set", "RFC 4491 §2.3.2", "", "The cipher's parameters, by their number.").optional())
)

// algorithmText is the algorithm's name, and the curve's where there is one.
func algorithmText(b []byte) string {
	_, content, _, ok := split(b)
	tag, id, rest, ok2 := split(content)
	if !ok || !ok2 || tag != tagOID {
		return wire.Count(b)
	}
	out := oidName(id)
	if tag, curve, _, ok := split(rest); ok && tag == tagOID {
		out += ", " + oidName(curve)
	}
	return out
}

func wrappedAlgorithmText(b []byte) string { return within(algorithmText)(b) }
