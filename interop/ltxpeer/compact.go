package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/superfly/ltx"
)

// compactJobs merges files for each line of the jobs file, its words divided by tabs:
//
//	OUTPUT FLAGS INPUT...
//
// FLAGS is the header flags of the output, 0 or 2, with "gaps" behind it if gaps are allowed. Inputs are oldest first.
func compactJobs(out *bufio.Writer, jobs string) error {
	lines, err := os.ReadFile(jobs)
	if err != nil {
		return err
	}
	for _, line := range strings.Split(strings.TrimSpace(string(lines)), "\n") {
		words := strings.Split(line, "\t")
		if len(words) < 3 {
			return fmt.Errorf("%q: output, flags and inputs wanted", line)
		}
		inputs, err := readAll(words[2:])
		if err != nil {
			return err
		}
		var merged bytes.Buffer
		refused := merge(&merged, words[1], inputs)
		if refused == nil {
			if err := os.WriteFile(words[0], merged.Bytes(), 0o600); err != nil {
				return err
			}
		}
		report(out, filepath.Base(words[0]), "", refused)
	}
	return nil
}

// timeCompaction reads the inputs once and merges them in memory, so that the time is that of the library.
func timeCompaction(out *bufio.Writer, runs, flags string, paths []string) error {
	count, err := strconv.Atoi(runs)
	if err != nil {
		return err
	}
	inputs, err := readAll(paths)
	if err != nil {
		return err
	}
	for ; count > 0; count-- {
		start := time.Now()
		if err := merge(io.Discard, flags, inputs); err != nil {
			return err
		}
		fmt.Fprintln(out, time.Since(start).Nanoseconds())
	}
	return nil
}

// mergeFiles reads the inputs through buffers and forces the output to the disk, as a replica on a local disk is
// compacted.
func mergeFiles(output, flags string, paths []string) error {
	readers := make([]io.Reader, len(paths))
	for i, path := range paths {
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		defer file.Close()
		readers[i] = bufio.NewReaderSize(file, 1<<15)
	}
	file, err := os.Create(output)
	if err != nil {
		return err
	}
	defer file.Close()
	out := bufio.NewWriterSize(file, 1<<16)
	if err := mergeReaders(out, flags, readers); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return file.Sync()
}

func merge(out io.Writer, flags string, inputs [][]byte) error {
	readers := make([]io.Reader, len(inputs))
	for i, input := range inputs {
		readers[i] = bytes.NewReader(input)
	}
	return mergeReaders(out, flags, readers)
}

func mergeReaders(out io.Writer, flags string, readers []io.Reader) error {
	compactor, err := ltx.NewCompactor(out, readers)
	if err != nil {
		return err
	}
	number, gaps := strings.CutSuffix(flags, "gaps")
	headerFlags, err := strconv.ParseUint(number, 10, 32)
	if err != nil {
		return err
	}
	compactor.HeaderFlags = uint32(headerFlags)
	compactor.AllowNonContiguousTXIDs = gaps
	return compactor.Compact(context.Background())
}

func readAll(paths []string) ([][]byte, error) {
	files := make([][]byte, len(paths))
	for i, path := range paths {
		file, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		files[i] = file
	}
	return files, nil
}
