// Child is the smallest program that can be a Reader's child. The tests build it as the
// released program is built, without cgo and without the race detector.
package main

import "fristvakt/inbox/paper"

func main() { paper.Child() }
