// Package web is the board: pages for a browser on which the secretariat sees
// where a round stands and settles what the program may not decide alone. The
// pages are made on the server, need no script and load nothing from
// elsewhere.
//
// What the board shows and the rulings that people make on it pass through a
// Door, which the daemon fulfils. The board must never send mail or touch the
// outbox, decide what a letter is, show anything to somebody who has not logged
// in, or give a browser a foreign file other than as a marked download.
package web
