package main

import (
	"bytes"
	"strings"
	"testing"
)

// TestEverythingLinkedHasALicenceThatIsKnown is the release itself: a new
// dependency whose licence is not known fails here first.
func TestEverythingLinkedHasALicenceThatIsKnown(t *testing.T) {
	all, err := linked("fristvakt/cmd/fristvakt")
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, c := range all {
		names[c.Name] = true
		if c.Version == "" || len(c.Licences) == 0 {
			t.Errorf("%+v", c)
		}
	}
	for _, want := range []string{"Go standard library and runtime", "github.com/alecthomas/kong", "modernc.org/sqlite", "PDFium", "FreeType"} {
		if !names[want] {
			t.Errorf("%s is not among what is linked", want)
		}
	}
	if names["pgregory.net/rapid"] {
		t.Error("what only tests use is among what is linked")
	}
}

func TestALicenceIsKnownByItsWordsAndNeverGuessed(t *testing.T) {
	const clauses = "Redistribution and use in source and\n binary forms, with or without modification. Redistributions in binary form must reproduce the above."
	for text, want := range map[string]string{
		"Permission is hereby granted, free of charge, to any. THE SOFTWARE IS PROVIDED “AS IS”": "MIT",
		clauses: "BSD-2-Clause",
		clauses + " The name may not be used to endorse or promote products derived from it.":         "BSD-3-Clause",
		"Apache License\n Version 2.0\n TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION": "Apache-2.0",
		"GNU GENERAL PUBLIC LICENSE Version 3":                                                        "",
		"All rights reserved.":                                                                        "",
	} {
		if got := identify(text); got != want {
			t.Errorf("%q is taken for %q, want %q", text, got, want)
		}
	}
}

func TestTheCopyrightFileHoldsEachTextOnce(t *testing.T) {
	var file bytes.Buffer
	all := []component{{"a", "v1", []string{"MIT"}, []string{"The text."}}, {"b", "v2", []string{"MIT"}, []string{"The text."}}, {"c", "v3", []string{"Apache-2.0"}, nil}}
	if err := copyright(&file, "Our own.\n", all); err != nil {
		t.Fatal(err)
	}
	text := file.String()
	if strings.Count(text, "The text.") != 1 || !strings.Contains(text, "b v2\nLicence: MIT\n\nThe text is that of a above.") || !strings.HasPrefix(text, "Fristvakt\n\nOur own.\n") {
		t.Error(text)
	}
}
