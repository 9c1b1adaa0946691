package inbox

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	bareVote = regexp.MustCompile(`^(?:(?:avrøysting|votering|avstemming|avstemning|røysting|` +
		`resultat)\s*:?\s*)?(?:(?:dette|det|vedtaket|saka|saken)\s+)?(?:vart|ble|blei|var|er)?\s*(?:samrøystes|` +
		`samrøystast|einstemmig|einstemmigt|enstemmig|samstemt|samstemmig|vedteke|vedteken|vedtatt|vedtekne|godkjent)\b`)
	votedOn = regexp.MustCompile(anyOf(
		`innstilling`, `framlegg`, `fremlegg`, `forslag`, `tilråding`, `tilråing`, `alternativ`, `vedtaket`,
		`punkt \d`, `utsetjing`, `utsettelse`,
	))
	voteVerb = regexp.MustCompile(`\b(vart|vert|ble|blei|blir|var|fekk|fikk|fall|falt|oppnådde)\b`)
	voteWord = regexp.MustCompile(anyOf(
		`vedtek`, `vedtatt`, `\bfall\b`, `\bfalt\b`, `røyst`, `stemme`, `samrøystes`, `enstemmig`,
		`einstemmig`, `forkast`, `tiltrådt`, `\bgodkjen`, `nedrøyst`, `nedstemt`, `trekt`, `trukket`,
	))
	fellWord = regexp.MustCompile(`\bfall\b|\bfalt\b|forkast|nedrøyst|nedstemt|ikkje vedteke|ikke vedtatt|ikkje fleirtal|ikke flertall`)
	wonWord  = regexp.MustCompile(anyOf(
		`\b\d{1,2} (?:røyst\w* |stem\w* )?for\b`, `vedtek`, `vedtatt`, `samrøystes`, `enstemmig`, `einstemmig`,
		`tiltrådt`, `\bgodkjent`, `\bsom (?:innstilling|tilråd|framlegg|føreslå|foreslå)`,
		`i (?:samsvar|tråd) med`,
	))
	againstN   = regexp.MustCompile(`(\d{1,2}) (?:mot|-) (\d{1,2})|mot (\d{1,2}) (?:røyst|stemm)`)
	forAgainst = regexp.MustCompile(`\b\d{1,2} (?:røyst\w* |stem\w* )?for\b`)
	unanimous  = regexp.MustCompile(`samrøystes|enstemmig|einstemmig`)
	amendment  = regexp.MustCompile(`endring|tillegg|tilleggs|med endra|som endra|punktvis|unntak`)
	signs      = regexp.MustCompile(`\bsign\w*|underteikn\w*|undertegn\w*|underskr[ie]v\w*|skriv\w* under`)
	postponed  = regexp.MustCompile(`utset|utsatt|utsettelse|attende|tilbakesend|sendes tilbake|trekt|trukket`)
)

// notWon is a vote told by what did not happen: "vart ikkje vedteken".
var notWon = regexp.MustCompile(`(?:ikkje|ikke) (?:samrøystes |enstemmig )?(?:vedtek\p{L}*|vedtatt|godkjen\p{L}*|tiltrådt)`)

// isVote recognises a line that tells how a vote went. A sentence that itself
// decides something ("Kommunestyret vedtok samrøystes å …") is none.
func isVote(low string) bool {
	if low == "" || len(low) > 220 {
		return false
	}
	words := len(strings.Fields(low))
	if words <= 9 && bareVote.MatchString(low) && !strings.Contains(low, "å ") {
		return true
	}
	if words <= 12 && forAgainst.MatchString(low) {
		return true
	}
	if words <= 9 && votedOn.MatchString(low) && unanimous.MatchString(low) { // "Innstillingen enstemmig vedtatt."
		return true
	}
	return votedOn.MatchString(low) && voteVerb.MatchString(low) && voteWord.MatchString(low)
}

// voteResult sums up the votes of a treatment.
type voteResult struct {
	line      line // the last one that carried
	carried   bool // something was adopted
	fell      bool // something fell
	ownFell   bool // the recommendation itself fell
	amended   bool // what was adopted had changes
	postponed bool // what was adopted was to postpone
}

func readVotes(votes []line) voteResult {
	var r voteResult
	for _, v := range votes {
		v.low = notWon.ReplaceAllString(v.low, "fall")
		fell := fellWord.MatchString(v.low)
		if fell && !wonWord.MatchString(v.low) {
			r.fell = true
			own := strings.HasPrefix(v.low, "innstilling") || containsAny(v.low, []string{"si innstilling", "tilråding", "ns innstilling"})
			r.ownFell = r.ownFell || own
			continue
		}
		if !wonWord.MatchString(v.low) {
			continue
		}
		r.carried, r.line = true, v
		r.amended = amendment.MatchString(v.low) && !fell
		r.postponed = postponed.MatchString(v.low) && !fell
	}
	return r
}

var (
	// inFavour and opposed count who voted for and against what was put, where
	// no proposal of others is counted with it.
	inFavour = regexp.MustCompile(`(?:innstilling|tilråding|tilrådning|framlegg|fremlegg|forslag)\p{L}* (?:fekk|fikk) (\d{1,2})|` +
		`\b(\d{1,2}) (?:røyst\p{L}* |stem\p{L}* )?for\b|\bfor: (\d{1,2})\b`)
	opposed = regexp.MustCompile(`\b(\d{1,2}) (?:røyst\p{L}*|stem\p{L}*) (?:i)?mot\b|\bmot:? (\d{1,2})\b(?: røyst| stem)?`)
)

// outvoted reports whether what tells of a treatment counts, once, at least
// as many against as for. Several counts in one treatment say nothing here.
func outvoted(low string) bool {
	yes, no := inFavour.FindAllStringSubmatch(low, 3), opposed.FindAllStringSubmatch(low, 3)
	return len(yes) == 1 && len(no) == 1 && count(no[0]) >= count(yes[0])
}

func count(found []string) int {
	n, _ := strconv.Atoi(strings.Join(found[1:], ""))
	return n
}
