// Package paper turns an attachment into pages of text, pictures, signatures
// and properties: PDF, Word (.docx), OpenDocument (.odt), RTF, plain text, HTML
// and images.
//
// Papers are hostile input. The process that calls Read looks at the first
// bytes to know the format and parses nothing. The parsing is done by a child,
// which is the same binary executed again (see Child): it loads PDFium compiled
// to WebAssembly, then gives up what it does not need, and only then reads its
// first document. The child is kept warm over many documents, started when
// needed and ended when idle; one that hangs, crashes or runs out of memory
// costs the document in hand and nothing else.
//
// What holds where:
//
//   - Everywhere: an empty environment, no file descriptor but three pipes, a
//     wall clock kept by the parent, PDFium inside WebAssembly with an empty file
//     system, a bounded linear memory and no clock or socket functions.
//   - Linux: RLIMIT_DATA (memory), RLIMIT_CPU, RLIMIT_FSIZE 0, RLIMIT_CORE 0
//     and RLIMIT_NOFILE 0. With the last, no file and no socket, of any family, can
//     be opened any more. PR_SET_NO_NEW_PRIVS, and death with the parent.
//     RLIMIT_AS is of no use for a Go program (the runtime reserves far more
//     than it touches) and RLIMIT_NPROC counts threads, which the runtime needs.
//   - Linux with Landlock: besides, no path can be opened or executed (ABI 1), no
//     TCP port bound or connected to (ABI 4), no signal sent and no abstract socket
//     reached outside (ABI 6). A binary built with cgo cannot lay this on all
//     its threads and does without; the released one is built without cgo.
//   - OCR: Tesseract runs under the same limits, in a process of its own for each
//     page; Landlock leaves it read access to the system's programs and libraries.
//
// The compilation cache (Options.CacheDir) holds machine code that the child
// executes: nobody but the user of this program may write there.
//
// The package must never change the bytes it was given, decide what a paper
// means, trust a certificate, write a document to disk, or log its contents.
package paper
