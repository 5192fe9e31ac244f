package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"

	"github.com/superfly/ltx"
)

func readFolder(out *bufio.Writer, folder string) error {
	names, err := filepath.Glob(filepath.Join(folder, "*.ltx"))
	if err != nil {
		return err
	}
	sort.Strings(names)
	for _, name := range names {
		file, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		says, err := decode(file)
		report(out, filepath.Base(name), says, err)
	}
	return nil
}

// decode says all that is in a file: the header's fields, how many pages there are, a hash over the numbers and bytes of
// the pages, one over the page index, and the trailer's fields.
func decode(file []byte) (says string, err error) {
	// Hostile input may make the library panic; that is an answer too.
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	dec := ltx.NewDecoder(bytes.NewReader(file))
	if err := dec.DecodeHeader(); err != nil {
		return "", err
	}
	h := dec.Header()
	pages, index := sha256.New(), sha256.New()
	byNumber := make(map[uint32][sha256.Size]byte)
	var numbers []uint32
	data := make([]byte, h.PageSize)
	for {
		var frame ltx.PageHeader
		if err := dec.DecodePage(&frame, data); err == io.EOF {
			break
		} else if err != nil {
			return "", err
		}
		pages.Write(binary.BigEndian.AppendUint32(nil, frame.Pgno))
		pages.Write(data)
		byNumber[frame.Pgno] = sha256.Sum256(data)
		numbers = append(numbers, frame.Pgno)
	}
	if err := dec.Close(); err != nil {
		return "", err
	}
	for _, number := range numbers {
		entry := dec.PageIndex()[number]
		index.Write(binary.BigEndian.AppendUint64(nil, uint64(number)))
		index.Write(binary.BigEndian.AppendUint64(nil, uint64(entry.Offset)))
		index.Write(binary.BigEndian.AppendUint64(nil, uint64(entry.Size)))
		// What the index points to must be the page, as for those who read single pages.
		_, page, err := ltx.DecodePageData(file[entry.Offset : entry.Offset+entry.Size])
		if err != nil {
			return "", fmt.Errorf("page %d through the index: %w", number, err)
		} else if sha256.Sum256(page) != byNumber[number] {
			return "", fmt.Errorf("page %d through the index is another", number)
		}
	}
	t := dec.Trailer()
	return fmt.Sprintf("%d %d %d %016x %016x %d %016x %d %d %08x %08x %016x pages=%d:%x index=%x post=%016x file=%016x",
		h.Flags, h.PageSize, h.Commit, uint64(h.MinTXID), uint64(h.MaxTXID), h.Timestamp, uint64(h.PreApplyChecksum),
		h.WALOffset, h.WALSize, h.WALSalt1, h.WALSalt2, h.NodeID,
		dec.PageN(), pages.Sum(nil), index.Sum(nil), uint64(t.PostApplyChecksum), uint64(t.FileChecksum)), nil
}
