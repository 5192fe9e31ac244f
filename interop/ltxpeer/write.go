package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/superfly/ltx"
)

// writeFiles encodes a file for each line of the description:
//
//	NAME FLAGS PAGESIZE COMMIT MINTXID MAXTXID TIMESTAMP PREAPPLY WALOFFSET WALSIZE SALT1 SALT2 NODE POSTAPPLY COUNT PAGE...
//
// TXIDs, checksums, salts and the node are hexadecimal, the rest decimal. COUNT page numbers follow; the pages
// themselves are the next ones of the file of pages.
func writeFiles(out *bufio.Writer, description, pagesFile, folder string) error {
	lines, err := os.ReadFile(description)
	if err != nil {
		return err
	}
	in, err := os.Open(pagesFile)
	if err != nil {
		return err
	}
	defer in.Close()
	pages := bufio.NewReaderSize(in, 1<<20)
	for _, line := range strings.Split(strings.TrimSpace(string(lines)), "\n") {
		name, file, refused, err := encode(line, pages)
		if err != nil {
			return fmt.Errorf("%q: %w", line, err)
		}
		if refused == nil {
			if err := os.WriteFile(filepath.Join(folder, name), file, 0o600); err != nil {
				return err
			}
		}
		report(out, name, "", refused)
	}
	return nil
}

// encode tells what the library refuses (refused) from what is wrong with the description (err).
func encode(line string, pages io.Reader) (name string, file []byte, refused, err error) {
	words := strings.NewReader(line)
	h := ltx.Header{Version: ltx.Version}
	var postApply ltx.Checksum
	var count int
	if _, err := fmt.Fscanf(words, "%s %d %d %d %x %x %d %x %d %d %x %x %x %x %d", &name, &h.Flags, &h.PageSize, &h.Commit,
		(*uint64)(&h.MinTXID), (*uint64)(&h.MaxTXID), &h.Timestamp, (*uint64)(&h.PreApplyChecksum), &h.WALOffset,
		&h.WALSize, &h.WALSalt1, &h.WALSalt2, &h.NodeID, (*uint64)(&postApply), &count); err != nil {
		return name, nil, nil, err
	}
	var buffer bytes.Buffer
	enc, err := ltx.NewEncoder(&buffer)
	if err != nil {
		return name, nil, nil, err
	}
	refused = enc.EncodeHeader(h)
	data := make([]byte, h.PageSize)
	for ; count > 0; count-- {
		var number uint32
		if _, err := fmt.Fscanf(words, " %d", &number); err != nil {
			return name, nil, nil, err
		} else if _, err := io.ReadFull(pages, data); err != nil {
			return name, nil, nil, err
		}
		if refused == nil {
			refused = enc.EncodePage(ltx.PageHeader{Pgno: number}, data)
		}
	}
	if refused == nil {
		enc.SetPostApplyChecksum(postApply)
		refused = enc.Close()
	}
	return name, buffer.Bytes(), refused, nil
}
