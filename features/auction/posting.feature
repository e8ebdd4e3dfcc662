@assumed @private-system
Feature: The ISO posts, corrects, extends and cancels an auction, and says so

  Background:
    Given we hold the function CRRH
    And an auction of one month in which nobody has bid yet
    And the ISO lets 20 MW in at a scheduling point there, as an interface allows

  @MS-AUC-121
  @result:stale-holdings @result:silent
  Scenario: Corrected results take the place of those that were posted, in the files and in what is held
    When these bids are submitted
      | bidder | path   | MW | price |
      | we     | inward | 15 | 30    |
      | second | inward | 15 | 20    |
    And the auction is closed and cleared
    Then no public message speaks of the auction as posted
    When the ISO posts what it cleared
    Then the awards are
      | bidder | path   | MW | price |
      | we     | inward | 15 | 20    |
      | second | inward | 5  | 20    |
    And each award is held as a CRR of the same MW
    And 1 public message speaks of the auction as posted
    When the ISO finds that the limit was 12 MW, and clears and posts again
    Then the awards are
      | bidder | path   | MW | price |
      | we     | inward | 12 | 30    |
      | second | inward | 0  | 30    |
    And each award is held as a CRR of the same MW
    And 1 public message speaks of the auction as corrected

  @MS-AUC-122 @code:MKT0004
  @result:silent
  Scenario: A window is extended, and opened again after it has closed
    When these bids are submitted
      | bidder | path   | MW | price |
      | second | inward | 15 | 30    |
    Then no public message speaks of the auction as extended
    When the ISO extends the window
    Then 1 public message speaks of the auction as extended
    When the window of the market closes
    And we create a portfolio with one bid
    Then we are refused with MKT0004
    And it is on the active list alone, in status CLOSED
    And no public message speaks of the auction as open again
    When the ISO extends the window
    Then it is on the active list alone, in status OPEN
    And 1 public message speaks of the auction as open again
    When these bids are submitted
      | bidder | path   | MW | price |
      | we     | inward | 15 | 40    |
    And the auction is closed, cleared and posted
    Then the awards are
      | bidder | path   | MW | price |
      | we     | inward | 15 | 30    |
      | second | inward | 5  | 30    |

  @MS-AUC-123
  @result:silent
  Scenario: An auction that is cancelled leaves the lists, and everyone is told
    Given it is on the active list of auctions alone
    When these bids are submitted
      | bidder | path   | MW | price |
      | we     | inward | 15 | 30    |
    Then no public message speaks of the auction as cancelled
    When the ISO cancels the auction
    Then it is on neither list of auctions
    And 1 public message speaks of the auction as cancelled

  @MS-AUC-124
  @result:silent @result:withdrawn-left-in
  Scenario: A bid at a location that is withdrawn after submission is left out, and its owner is told
    When these bids are submitted
      | bidder | path      | MW | price |
      | we     | inward    | 15 | 30    |
      | we     | elsewhere | 7  | 20    |
      | second | inward    | 15 | 20    |
    Then the first participant has no message that a bid was left out
    When the ISO withdraws the source of the path elsewhere
    And the auction is closed, cleared and posted
    Then the awards are
      | bidder | path      | MW | price |
      | we     | inward    | 15 | 20    |
      | second | inward    | 5  | 20    |
    And the first participant has a private message that a bid was left out
    And the second participant has no message that a bid was left out
