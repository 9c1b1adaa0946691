// Package workflows is the trade: rounds, milestones, parties, facts, and what
// follows from them. It takes values and the present instant and returns
// values.
//
// It must never read a clock, a file or a socket, never log, and never import
// another room of the house. What has happened comes in as facts; what should
// happen goes out as actions.
package workflows
