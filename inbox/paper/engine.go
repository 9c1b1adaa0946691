package paper

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

const wasmPage = 64 << 10

// engine is PDFium in this process. Once a call into it has trapped its state is
// worth nothing, and the process should end.
type engine struct {
	pdfium.Pdfium
	memory *linear
	fresh  bool // it was compiled here, not loaded from the cache
}

// newEngine loads PDFium, from the cache in dir if it is there; without a dir it is
// compiled, which takes seconds. The module gets memoryMB of linear memory.
func newEngine(dir string, memoryMB int) (*engine, error) {
	e := &engine{memory: &linear{limit: uint64(memoryMB) << 20}}
	config := wazero.NewRuntimeConfig().
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithMemoryLimitPages(uint32(e.memory.limit / wasmPage)).
		WithDebugInfoEnabled(false)
	before := countFiles(dir)
	if dir != "" {
		cache, err := wazero.NewCompilationCacheWithDir(dir)
		if err != nil {
			return nil, fmt.Errorf("open compilation cache: %w", err)
		}
		config = config.WithCompilationCache(cache)
	}
	ctx := experimental.WithMemoryAllocator(context.Background(), experimental.MemoryAllocatorFunc(e.memory.allocate))
	ctx = experimental.WithCompilationWorkers(ctx, 2)
	pool, err := webassembly.Init(webassembly.Config{
		Context: ctx, RuntimeConfig: config, FSConfig: wazero.NewFSConfig(),
		Stdout: io.Discard, Stderr: io.Discard, MaxTotal: 1, MaxIdle: 1, ReuseWorkers: true,
	})
	if err != nil {
		return nil, fmt.Errorf("load pdfium: %w", err)
	}
	e.Pdfium, err = pool.GetInstance(time.Minute)
	if err != nil {
		return nil, fmt.Errorf("start pdfium: %w", err)
	}
	e.fresh = dir != "" && countFiles(dir) > before
	return e, nil
}

// countFiles returns how many entries the cache in dir holds.
func countFiles(dir string) int {
	if dir == "" {
		return 0
	}
	count := 0
	_ = filepath.WalkDir(dir, func(_ string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			count++
		}
		return nil
	})
	return count
}
