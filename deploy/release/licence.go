package main

import (
	"regexp"
	"strings"
)

// The licences that are known, each by words that no other has. The first that
// fits counts.
var known = []struct {
	id    string
	words []string
}{
	{"Apache-2.0", []string{"apache license version 2.0", "terms and conditions for use, reproduction, and distribution"}},
	{"BSD-3-Clause", []string{"redistribution and use in source and binary forms", "endorse or promote products derived"}},
	{"BSD-2-Clause", []string{"redistribution and use in source and binary forms", "binary form must reproduce"}},
	{"ISC", []string{"permission to use, copy, modify, and/or distribute this software for any purpose"}},
	{"MIT", []string{"permission is hereby granted, free of charge", "the software is provided \"as is\""}},
	{"blessing", []string{"may you do good and not evil", "may you share freely, never taking more than you give"}},
	{"LicenseRef-public-domain", []string{"sqlite", "public domain"}},
}

var spaces = regexp.MustCompile(`\s+`)

// identify returns the SPDX identifier of a licence's text, "" where it is not
// known.
func identify(text string) string {
	text = strings.NewReplacer("“", `"`, "”", `"`).Replace(strings.ToLower(spaces.ReplaceAllString(text, " ")))
	for _, licence := range known {
		fits := true
		for _, words := range licence.words {
			fits = fits && strings.Contains(text, words)
		}
		if fits {
			return licence.id
		}
	}
	return ""
}
