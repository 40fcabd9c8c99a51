// Command tlsteach is a course on TLS that runs: each lesson makes a live TLS
// connection, keeps its bytes, names them, and proves what it says from them.
//
//go:debug cryptocustomrand=1

package main

import "os"

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
