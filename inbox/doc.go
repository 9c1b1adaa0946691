// Package inbox judges mail: from the bytes of a letter to a verdict with
// reasons. It says whether a letter concerns a round, which party it is from,
// which papers it carries and what they decide.
//
// A letter goes through four steps. Sift: is it ours, and did a person write
// it (ReadDeliveryReport, ReadAutomaticReply, SiftHeader, SiftStart)? Match:
// which party (Receiver, Names)? Classify: which paper, which outcome
// (Agreement, Decision)? Verdict: Judge.Judge weighs what was found under the
// rules of the table in rules.go, each with a stable identifier.
//
// The paper decides, not the subject. A letter is accepted only where sender
// and paper name the same party independently of each other, the sender is
// proven by our own receiver, and no rule stops it. Whatever else may concern
// a round goes to a person, with a best guess and the reason.
//
// The package is pure: it must never read a clock, a file or a socket, change
// the bytes it was given, or follow what a letter tells it to do. Papers come
// through a function argument. Of a letter that is surely unrelated it returns
// nothing but that.
package inbox
