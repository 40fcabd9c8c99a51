package der

// Logotypes: RFC 9399, formerly RFC 3709.

const logoRef = "RFC 9399 §4.1"

var logotype = fields("logotype", logoRef, "logotypecertextn.LogotypeExtn_element", "Pictures that a program may show with the certificate.",
	explicit(0, "community_logos", logoRef, "Of communities that the issuer belongs to.",
		elements("logo_list", "logos", logoRef, "logotypecertextn.communityLogos", "The logos.", logotypeInfo)).optional(),
	explicit(1, "issuer_logo", logoRef, "Of the issuer.", logotypeInfo).optional(),
	explicit(2, "subject_logo", logoRef, "Of the subject.", logotypeInfo).optional(),
	explicit(3, "other_logos", logoRef, "Others.",
		elements("logo_list", "logos", logoRef, "logotypecertextn.otherLogos", "The logos.",
			fields("other_logotype_info", logoRef, "logotypecertextn.OtherLogotypeInfo_element", "A logo of another kind.",
				oid("logotype_type", logoRef, "logotypecertextn.logotypeType", "The kind, by its number."),
				logotypeInfo))).optional(),
)

var logotypeInfo = oneOf(
	fields("direct", logoRef, "", "The logo's files.",
		elements("image", "images", logoRef, "logotypecertextn.image", "Pictures.",
			fields("logotype_image", logoRef, "logotypecertextn.LogotypeImage_element", "One picture.", logotypeDetails)).optional(),
		elements("audio", "sounds", logoRef, "logotypecertextn.audio", "Sounds.",
			fields("logotype_audio", logoRef, "logotypecertextn.LogotypeAudio_element", "One sound.", logotypeDetails)).tagged(constructed|1).optional(),
	).tagged(constructed|0).grouped("logotype_data", "logotypecertextn.direct_element"),
	fields("indirect", logoRef, "", "Where the logo's files are described.",
		elements("ref_struct_hash", "hashes", logoRef, "logotypecertextn.refStructHash", "Hashes of the description.", hashAlgAndValue),
		elements("ref_struct_uri", "uris", logoRef, "logotypecertextn.refStructURI", "Where it stands.",
			text("uri", logoRef, "", "A URI.").in(&refStructLeaves)),
	).tagged(constructed|1).grouped("logotype_reference", "logotypecertextn.indirect_element"),
)

var logotypeDetails = fields("logotype_details", logoRef, "logotypecertextn.imageDetails_element", "A file: its type, its hash, its place.",
	text("media_type", logoRef, "", "The type of the file.").in(&mediaLeaves),
	elements("logotype_hash", "hashes", logoRef, "logotypecertextn.logotypeHash", "Hashes of the file.", hashAlgAndValue),
	elements("logotype_uri", "uris", logoRef, "logotypecertextn.logotypeURI", "Where the file stands.",
		text("uri", logoRef, "", "A URI.").in(&logoURILeaves)),
)

var hashAlgAndValue = fields("hash_alg_and_value", logoRef, "logotypecertextn.HashAlgAndValue_element", "A hash.",
	algorithmIdentifier("hash_alg", logoRef, "logotypecertextn.hashAlg_element", "The algorithm."),
	octets("hash_value", logoRef, "logotypecertextn.hashValue", "The value."))

var (
	mediaLeaves     = textLeaves("", "", "", "logotypecertextn.mediaType", "", "")
	logoURILeaves   = textLeaves("", "", "", "logotypecertextn.logotypeURI_item", "", "")
	refStructLeaves = textLeaves("", "", "", "logotypecertextn.refStructURI_item", "", "")
)
