// Package papers makes the papers of the demo: the agreement in every state
// of signature, what councils write down, case papers, scans. The texts are
// the demo's own. It must never be used for a real paper.
package papers
