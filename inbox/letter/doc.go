// Package letter reads one mail, however broken, into its parts and loses
// nothing: what the sender wrote, what was quoted or forwarded beneath, every
// paper that came along out of whatever wrapping, and a list of what was wrong.
//
// It must never fail, panic or hang on any input, never know of rounds or
// parties, never touch a network, a file or a clock, and never vouch for a
// signature: opened is not trusted.
//
// A letter arrives as bytes already read, so parts are cut out as slices of
// them. A strict reader would end at the first bad part header and a
// streaming one would copy; here each level of nesting is searched once, and
// the depth is bounded, so the work stays linear in the size of the mail.
package letter
