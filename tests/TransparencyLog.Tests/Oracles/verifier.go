// A verifier of somebody else's: golang.org/x/mod/sumdb/tlog and note on a log's served files.
//
//	verifier FOLDER VKEY PROOF OLDSIZE OLDROOT CONSISTENCY
//
// Checks the checkpoint's signature, every entry against its tile and the root, the proof file, and the consistency proof.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

func openCheckpoint(signed []byte, vkey string) tlog.Tree {
	verifier, err := note.NewVerifier(strings.TrimSpace(vkey))
	check(err)
	opened, err := note.Open(signed, note.VerifierList(verifier))
	check(err)
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		check(fmt.Errorf("not a checkpoint of %s: %q", verifier.Name(), opened.Text))
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	root, err := tlog.ParseHash(lines[2])
	check(err)
	return tlog.Tree{N: size, Hash: root}
}

// C2SP writes tile/L/N, the Go checksum database tile/8/L/N.
func path(tile tlog.Tile) string {
	return strings.Replace(tile.Path(), fmt.Sprintf("tile/%d/", height), "tile/", 1)
}

type tiles struct{ folder string }

func (t tiles) Height() int { return height }

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range wanted {
		data, err := os.ReadFile(filepath.Join(t.folder, path(tile)))
		if err != nil {
			return nil, err
		}
		if len(data) != tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s has %d bytes", path(tile), len(data))
		}
		all = append(all, data)
	}
	return all, nil
}

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func entries(folder string, number int64, width int) [][]byte {
	tile := tlog.Tile{H: height, L: 0, N: number, W: width}
	name := strings.Replace(path(tile), "tile/0/", "tile/entries/", 1)
	data, err := os.ReadFile(filepath.Join(folder, name))
	check(err)
	var all [][]byte
	for i := 0; i < width; i++ {
		if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
			check(fmt.Errorf("%s ends early", name))
		}
		length := int(binary.BigEndian.Uint16(data))
		all = append(all, data[2:2+length])
		data = data[2+length:]
	}
	if len(data) != 0 {
		check(fmt.Errorf("%s is too long", name))
	}
	return all
}

func checkEntries(folder string, tree tlog.Tree) {
	reader := tlog.TileHashReader(tree, tiles{folder})
	for first := int64(0); first < tree.N; first += 1 << height {
		width := int64(1 << height)
		if tree.N-first < width {
			width = tree.N - first
		}
		for i, entry := range entries(folder, first>>height, int(width)) {
			index := first + int64(i)
			hash := tlog.RecordHash(entry)
			stored, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
			check(err)
			if stored[0] != hash {
				check(fmt.Errorf("entry %d is not the one of its tile", index))
			}
			if index%97 == 0 || index == tree.N-1 {
				proof, err := tlog.ProveRecord(tree.N, index, reader)
				check(err)
				check(tlog.CheckRecord(proof, tree.N, tree.Hash, index, hash))
			}
		}
	}
	root, err := tlog.TreeHash(tree.N, reader)
	check(err)
	if root != tree.Hash {
		check(fmt.Errorf("the tiles lead to another root"))
	}
}

func checkProof(file string, vkey string) {
	data, err := os.ReadFile(file)
	check(err)
	head, checkpoint, found := strings.Cut(string(data), "\n\n")
	lines := strings.Split(head, "\n")
	if !found || len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		check(fmt.Errorf("not a proof"))
	}
	entry, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	check(err)
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	check(err)
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		check(err)
		proof = append(proof, hash)
	}
	tree := openCheckpoint([]byte(checkpoint), vkey)
	check(tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)))
}

func checkConsistency(tree tlog.Tree, size string, root string, hashes string) {
	old, err := strconv.ParseInt(size, 10, 64)
	check(err)
	oldRoot, err := tlog.ParseHash(root)
	check(err)
	var proof tlog.TreeProof
	for _, line := range strings.Fields(hashes) {
		hash, err := tlog.ParseHash(line)
		check(err)
		proof = append(proof, hash)
	}
	check(tlog.CheckTree(proof, tree.N, tree.Hash, old, oldRoot))
}

func main() {
	folder := os.Args[1]
	vkey, err := os.ReadFile(os.Args[2])
	check(err)
	signed, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	check(err)
	tree := openCheckpoint(signed, string(vkey))
	checkEntries(folder, tree)
	checkProof(os.Args[3], string(vkey))
	checkConsistency(tree, os.Args[4], os.Args[5], os.Args[6])
	fmt.Println("accepted", tree.N)
}
