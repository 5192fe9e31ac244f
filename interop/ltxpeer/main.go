// Ltxpeer does with the Go library of the LTX format what the tests of ltx4j ask for, many files in one process, so that
// both sides can be held against each other.
//
//	ltxpeer version                          the library's version and that of what follows here
//	ltxpeer read FOLDER                      decodes every .ltx file of a folder, in order of their names
//	ltxpeer write DESCRIPTION PAGES FOLDER   encodes files: a line of DESCRIPTION each, their pages from the file PAGES
//	ltxpeer compact JOBS                     merges files: a line of JOBS each
//	ltxpeer merge OUTPUT FLAGS INPUT...      merges files once, from the disk to the disk, to be measured from outside
//	ltxpeer time RUNS FLAGS INPUT...         merges the inputs into nothing, RUNS times: a line of nanoseconds each
//
// Read, write and compact print a line for each file: its name, a tab, and "ok" with what there is to say or "error"
// with the error, each behind a tab. A file that is refused is no failure of ltxpeer. Exit code 1 means that the answers
// are not complete, 2 that the call was wrong.
package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
)

const library = "github.com/superfly/ltx"

// The tests refuse a program that speaks another protocol: one that was built from older sources.
const protocol = 1

func main() {
	out := bufio.NewWriter(os.Stdout)
	err := run(out, os.Args[1:])
	if flushErr := out.Flush(); err == nil {
		err = flushErr
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "ltxpeer:", err)
		os.Exit(1)
	}
}

func run(out *bufio.Writer, args []string) error {
	switch {
	case len(args) == 1 && args[0] == "version":
		_, err := fmt.Fprintf(out, "%s %s, protocol %d\n", library, libraryVersion(), protocol)
		return err
	case len(args) == 2 && args[0] == "read":
		return readFolder(out, args[1])
	case len(args) == 4 && args[0] == "write":
		return writeFiles(out, args[1], args[2], args[3])
	case len(args) == 2 && args[0] == "compact":
		return compactJobs(out, args[1])
	case len(args) >= 4 && args[0] == "merge":
		return mergeFiles(args[1], args[2], args[3:])
	case len(args) >= 4 && args[0] == "time":
		return timeCompaction(out, args[1], args[2], args[3:])
	}
	fmt.Fprintln(os.Stderr, "usage: ltxpeer version | read FOLDER | write DESCRIPTION PAGES FOLDER | compact JOBS |"+
		" time RUNS FLAGS INPUT...")
	os.Exit(2)
	return nil
}

func libraryVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, module := range info.Deps {
			if module.Path == library {
				return module.Version
			}
		}
	}
	return "unknown"
}

// report prints the line of a file.
func report(out *bufio.Writer, name, says string, err error) {
	if err != nil {
		says = "error\t" + strings.NewReplacer("\t", " ", "\n", " ").Replace(err.Error())
	} else if says == "" {
		says = "ok"
	} else {
		says = "ok\t" + says
	}
	fmt.Fprintf(out, "%s\t%s\n", name, says)
}
