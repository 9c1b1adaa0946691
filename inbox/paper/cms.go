package paper

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"time"

	"github.com/digitorus/pkcs7"
)

// verify checks the value, in hex with its angle brackets, against the covered bytes, and
// takes the names from the certificate. What it cannot check stays Unknown.
func (s *signed) verify(value, covered []byte) {
	raw, ok := hexBytes(value)
	if !ok {
		s.invalid = "the value of the signature is not hexadecimal"
		return
	}
	message, err := parseCMS(raw)
	if err != nil {
		s.Flaw = "the signature is in a form that is not read"
		return
	}
	s.name(message)
	switch s.SubFilter {
	case "ETSI.CAdES.detached", "adbe.pkcs7.detached":
		s.verifyDetached(message, covered)
	case "ETSI.RFC3161":
		s.verifyTimestamp(message, covered)
	default:
		s.Flaw = "signatures of the kind " + s.SubFilter + " are not checked"
	}
}

// parseCMS reads the value, which is padded with zeros to the room that was kept for it.
// The library panics on some of what is not ASN.1.
func parseCMS(raw []byte) (message *pkcs7.PKCS7, err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("not ASN.1")
		}
	}()
	length, ok := measureBER(raw)
	if !ok {
		return nil, errors.New("not ASN.1, or nested too deep")
	}
	return pkcs7.Parse(raw[:length])
}

// name takes signer and time from the message: they are in what was signed, unlike the
// dictionary's own.
func (s *signed) name(message *pkcs7.PKCS7) {
	if cert := message.GetOnlySigner(); cert != nil {
		s.Signer = clip(foldLine(cert.Subject.CommonName))
		if len(cert.Subject.Organization) > 0 {
			s.Organisation = clip(foldLine(cert.Subject.Organization[0]))
		}
	}
	var at time.Time
	if message.UnmarshalSignedAttribute(pkcs7.OIDAttributeSigningTime, &at) == nil {
		s.Time = inRange(at)
	}
}

func (s *signed) verifyDetached(message *pkcs7.PKCS7, covered []byte) {
	if len(message.Signers) != 1 {
		s.Flaw = "the signature has not exactly one signer"
		return
	}
	if len(message.Content) > 0 {
		s.Flaw = "the signature carries a content of its own"
		return
	}
	message.Content = covered
	s.settle(verifyMessage(message))
	if s.digest == Yes {
		s.checkCertificate(message)
	}
}

// essCertificate is ESSCertIDv2 of RFC 5035 section 4.
type essCertificate struct {
	Algorithm pkix.AlgorithmIdentifier `asn1:"optional"`
	Hash      []byte
	Issuer    asn1.RawValue `asn1:"optional"`
}

// The attribute signing-certificate-v2, by which the signer names the certificate.
var oidSigningCertificate = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}

// checkCertificate finds a certificate that was altered to show another name: its key
// still fits, but not what was signed about it, nor its issuer's signature where the
// issuer is enclosed. Whether the issuer is to be trusted is not asked.
func (s *signed) checkCertificate(message *pkcs7.PKCS7) {
	cert := message.GetOnlySigner()
	var named struct {
		Certificates []essCertificate
		Policies     asn1.RawValue `asn1:"optional"`
	}
	if message.UnmarshalSignedAttribute(oidSigningCertificate, &named) == nil && len(named.Certificates) > 0 {
		hash := crypto.SHA256
		if id := named.Certificates[0].Algorithm.Algorithm; len(id) > 0 {
			hash = hashes[id.String()]
		}
		if hash == 0 || !bytes.Equal(digestOf(hash, cert.Raw), named.Certificates[0].Hash) {
			s.digest, s.Flaw = No, "the certificate is not the one that was signed with"
			return
		}
	}
	for _, issuer := range message.Certificates {
		if bytes.Equal(issuer.RawSubject, cert.RawIssuer) &&
			issuer.CheckSignature(cert.SignatureAlgorithm, cert.RawTBSCertificate, cert.Signature) == nil {
			return
		}
	}
	for _, issuer := range message.Certificates {
		if bytes.Equal(issuer.RawSubject, cert.RawIssuer) {
			s.digest, s.Flaw = Unknown, "the certificate does not match its issuer"
		}
	}
}

func digestOf(hash crypto.Hash, content []byte) []byte {
	h := hash.New()
	h.Write(content)
	return h.Sum(nil)
}

// verifyTimestamp checks an RFC 3161 token: its signature, and that what it stamps are
// the covered bytes.
func (s *signed) verifyTimestamp(message *pkcs7.PKCS7, covered []byte) {
	var info struct {
		Version int
		Policy  asn1.ObjectIdentifier
		Imprint struct {
			Algorithm struct {
				ID         asn1.ObjectIdentifier
				Parameters asn1.RawValue `asn1:"optional"`
			}
			Hash []byte
		}
		Serial asn1.RawValue
		Time   time.Time `asn1:"generalized"`
	}
	if _, err := asn1.Unmarshal(message.Content, &info); err != nil {
		s.Flaw = "the time stamp is in a form that is not read"
		return
	}
	s.Time = inRange(info.Time)
	hash := hashes[info.Imprint.Algorithm.ID.String()]
	if hash == 0 {
		s.Flaw = "the time stamp uses a digest that is not trusted"
		return
	}
	if !bytes.Equal(digestOf(hash, covered), info.Imprint.Hash) {
		s.digest, s.Flaw = No, "the file was changed after it was stamped"
		return
	}
	s.settle(verifyMessage(message))
}

// The digests that are still trusted, by object identifier.
var hashes = map[string]crypto.Hash{
	"2.16.840.1.101.3.4.2.1": crypto.SHA256,
	"2.16.840.1.101.3.4.2.2": crypto.SHA384,
	"2.16.840.1.101.3.4.2.3": crypto.SHA512,
}

func verifyMessage(message *pkcs7.PKCS7) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("malformed")
		}
	}()
	return message.Verify()
}

// settle turns the outcome of a verification into an answer. Only a digest or a signature
// that is wrong is a no: SHA-1, an odd algorithm or an expired certificate is not known.
func (s *signed) settle(err error) {
	var mismatch *pkcs7.MessageDigestMismatchError
	var insecure x509.InsecureAlgorithmError
	switch {
	case err == nil:
		s.digest = Yes
	case errors.As(err, &mismatch):
		s.digest, s.Flaw = No, "the file was changed after it was signed"
	case errors.As(err, &insecure):
		s.Flaw = "signed with an algorithm that is no longer trusted"
	case errors.Is(err, x509.ErrUnsupportedAlgorithm):
		s.Flaw = "signed with an algorithm that is not checked"
	case wrongSignature(err):
		s.digest, s.Flaw = No, "the signature does not match its certificate"
	default:
		s.Flaw = "the signature could not be checked"
	}
}

// wrongSignature recognises what crypto/rsa and crypto/x509 say of a signature that is
// not by that key.
func wrongSignature(err error) bool {
	text := err.Error()
	return text == "crypto/rsa: verification error" || bytes.Contains([]byte(text), []byte("verification failure"))
}

// hexBytes reads hexadecimal digits in angle brackets, white space apart.
func hexBytes(value []byte) ([]byte, bool) {
	if len(value) < 2 || value[0] != '<' || value[len(value)-1] != '>' {
		return nil, false
	}
	digits := make([]byte, 0, len(value))
	for _, c := range value[1 : len(value)-1] {
		if !isBlank(c) {
			digits = append(digits, c)
		}
	}
	if len(digits)%2 == 1 {
		digits = append(digits, '0')
	}
	raw := make([]byte, len(digits)/2)
	if _, err := hex.Decode(raw, digits); err != nil {
		return nil, false
	}
	return raw, true
}
