package token

import (
	"net/http"
	"regexp"
)

// code finds the number that Microsoft Entra gives each of its errors.
var code = regexp.MustCompile(`AADSTS\d+`)

// advices are the causes behind the numbers, as Microsoft documents them and as the field has met them.
var advices = map[string]string{
	"AADSTS7000222": "The client secret has expired. Make a new one in the app registration (Certificates & secrets), write its value into the secret file and its date into oauth.secret_expires.",
	"AADSTS7000215": "The client secret is wrong. The secret file must hold the secret's value, which is shown once when it is made, not its id.",
	"AADSTS90002":   "There is no such tenant. oauth.tenant must be the Directory (tenant) ID on the overview page of the app registration.",
	"AADSTS900023":  "There is no such tenant. oauth.tenant must be the Directory (tenant) ID on the overview page of the app registration.",
	"AADSTS700016":  "The tenant has no such application. oauth.client_id must be the Application (client) ID of the app registration, and oauth.tenant the tenant that it is in.",
	"AADSTS7000112": "The application is disabled. Enable sign-in on its page under Enterprise applications.",
	"AADSTS70011":   adviceScope,
	"AADSTS1002012": adviceScope,
	"AADSTS500011":  adviceScope,
	"AADSTS700027":  "The application does not know this certificate, or it is expired. Upload the certificate (not its key) under Certificates & secrets in the app registration.",
	"AADSTS700024":  "The assertion is not valid at this time. Set this machine's clock.",
	"AADSTS7000218": "The application sent neither secret nor certificate. Write oauth.secret_file, or oauth.certificate_file and oauth.key_file.",
	"AADSTS65001":   adviceConsent,
	"AADSTS53003":   "A Conditional Access policy keeps the application out. Let it in for workload identities, or from this machine's address.",
}

const (
	adviceScope   = "The scope is wrong. For Exchange Online oauth.scope must be https://outlook.office365.com/.default."
	adviceConsent = "The application has no consent. Let an administrator grant it under API permissions in the app registration."
)

// advice says what to do about a refusal.
func (c Client) advice(status int, kind, description string) string {
	if known, ok := advices[code.FindString(description)]; ok {
		return known
	}
	switch {
	case status >= 500 || status == http.StatusRequestTimeout || status == http.StatusTooManyRequests:
		return "The token endpoint is in trouble or wants fewer requests. It is tried again."
	case status >= 300 && status < 400:
		return "The token endpoint sends us elsewhere, where we do not go with a secret. Write the address that it names if it is the right one."
	case kind == "invalid_client" && c.Certificate != nil:
		return "The endpoint refuses the client or its certificate. Check oauth.client_id, and that the endpoint knows this certificate."
	case kind == "invalid_client":
		return "The endpoint refuses the client or its secret. Check oauth.client_id, and whether the secret is right and still valid."
	case kind == "invalid_scope":
		return "The endpoint does not give this scope. Check oauth.scope."
	case kind == "unauthorized_client":
		return "The endpoint does not let this client have tokens for itself. Allow the client credentials grant for it."
	}
	return "The token endpoint refuses us. Check tenant, client id, secret or certificate, and scope."
}
