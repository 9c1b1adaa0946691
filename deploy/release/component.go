package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
)

// component is something that the binary is linked from.
type component struct {
	Name, Version string
	Licences      []string // SPDX identifiers, sorted
	Texts         []string // of its licence and notice files, without those that Debian has
}

type module struct {
	Path, Version, Dir string
	Main               bool
}

// linked lists the modules of a package's binary for GOOS and GOARCH, with Go's
// own library first and what comes inside PDFium's WebAssembly last.
func linked(binary string) ([]component, error) {
	var complaints bytes.Buffer
	list := exec.Command("go", "list", "-deps", "-json=Module", binary)
	list.Stderr = &complaints
	out, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("list what %s is linked from: %w: %s", binary, err, complaints.String())
	}
	found := map[string]module{}
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct{ Module module }
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("read the list of packages: %w", err)
		}
		if m := p.Module; m.Path != "" && !m.Main {
			found[m.Path] = m
		}
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("find Go: %w", err)
	}
	modules := []module{{Path: "Go standard library and runtime", Version: runtime.Version(), Dir: strings.TrimSpace(string(root))}}
	for _, m := range found {
		modules = append(modules, m)
	}
	slices.SortFunc(modules[1:], func(a, b module) int { return strings.Compare(a.Path, b.Path) })
	return described(modules)
}

func described(modules []module) ([]component, error) {
	var all []component
	for _, m := range modules {
		c, err := m.component()
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return append(all, inPDFium...), nil
}

var licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice)([-.].*)?$`)

// component reads the licence files at the top of a module.
func (m module) component() (component, error) {
	c := component{Name: m.Path, Version: m.Version}
	files, err := os.ReadDir(m.Dir)
	if err != nil {
		return c, fmt.Errorf("read %s (go mod download fetches it): %w", m.Path, err)
	}
	for _, f := range files {
		if f.IsDir() || !licenceFile.MatchString(f.Name()) || strings.Contains(f.Name(), "LOGO") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(m.Dir, f.Name()))
		if err != nil {
			return c, fmt.Errorf("read the licence of %s: %w", m.Path, err)
		}
		c.add(string(text), strings.Contains(strings.ToLower(f.Name()), "notice") || strings.Contains(f.Name(), "3RD"))
	}
	if len(c.Licences) == 0 {
		return c, fmt.Errorf("%s %s: no licence that is known here; read it and teach licence.go", m.Path, m.Version)
	}
	slices.Sort(c.Licences)
	c.Licences = slices.Compact(c.Licences)
	return c, nil
}

var apacheText = regexp.MustCompile(`(?s)Apache License\s+Version 2\.0.*?END OF TERMS AND CONDITIONS`)

// add takes a licence file in. A notice names no licence of its own.
func (c *component) add(text string, notice bool) {
	id := identify(text)
	if id != "" && !notice {
		c.Licences = append(c.Licences, id)
	}
	if notice || id != "Apache-2.0" {
		c.Texts = append(c.Texts, strings.TrimSpace(apacheText.ReplaceAllString(text, "Apache License 2.0")))
	}
}
