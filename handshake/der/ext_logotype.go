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
			fields("logotype_image", logoRef, "logotypecertextn.LogotypeImage_element", "One picture.", logotypeDetails, imageInfo.optional())).optional(),
		elements("audio", "sounds", logoRef, "logotypecertextn.audio", "Sounds.",
			fields("logotype_audio", logoRef, "logotypecertextn.LogotypeAudio_element", "One sound.", logotypeDetails, audioInfo.optional())).tagged(constructed|1).optional(),
	).tagged(constructed).grouped("logotype_data", "logotypecertextn.direct_element"),
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

var imageInfo = fields("image_info", logoRef, "logotypecertextn.imageInfo_element", "How large the picture is.",
	value(contextual, "type", logoRef, "logotypecertextn.type", integerText, "0: shades of grey; 1, also where it is absent: in colour.").optional(),
	integer("file_size", logoRef, "logotypecertextn.fileSize", "Bytes of the file; 0 where it is not said."),
	integer("x_size", logoRef, "logotypecertextn.xSize", "Its width in pixels."),
	integer("y_size", logoRef, "logotypecertextn.ySize", "Its height in pixels."),
	oneOf(
		value(contextual|1, "num_bits", logoRef, "logotypecertextn.numBits", integerText, "Bits a pixel."),
		value(contextual|2, "table_size", logoRef, "logotypecertextn.tableSize", integerText, "How many colours its table has."),
	).optional(),
	value(contextual|4, "language", logoRef, "logotypecertextn.language", latinText, "The language of text in it.").optional(),
)

var audioInfo = fields("audio_info", logoRef, "logotypecertextn.audioInfo_element", "How long the sound is.",
	integer("file_size", logoRef, "logotypecertextn.fileSize", "Bytes of the file; 0 where it is not said."),
	integer("play_time", logoRef, "logotypecertextn.playTime", "Milliseconds that it takes; 0 where it is not said."),
	integer("channels", logoRef, "logotypecertextn.channels", "1: mono; 2: stereo; 4: four channels; 0 where it is not said."),
	value(contextual|3, "sample_rate", logoRef, "logotypecertextn.sampleRate", integerText, "Samples a second.").optional(),
	value(contextual|4, "language", logoRef, "logotypecertextn.language", latinText, "The language of speech in it.").optional(),
)

var hashAlgAndValue = fields("hash_alg_and_value", logoRef, "logotypecertextn.HashAlgAndValue_element", "A hash.",
	algorithmIdentifier("hash_alg", logoRef, "logotypecertextn.hashAlg_element", "The algorithm."),
	octets("hash_value", logoRef, "logotypecertextn.hashValue", "The value."))

var (
	mediaLeaves     = textLeaves("", "", "", "logotypecertextn.mediaType", "", "")
	logoURILeaves   = textLeaves("", "", "", "logotypecertextn.logotypeURI_item", "", "")
	refStructLeaves = textLeaves("", "", "", "logotypecertextn.refStructURI_item", "", "")
)
