@assumed @private-system @phase:cutover
Feature: What was taken over under way can be extended, cancelled and corrected as any market
  Background:
    Given we hold the function CRRH
    And an extract of the old system with 20 participants
    And the ISO has cut over
    And an auction that the new system finishes

  @MS-CUT-32 @result:silent
  Scenario: The window of an auction from the old system is extended, and then the auction is cancelled
    Given it is on the active list of auctions alone
    Then no public message speaks of the auction as extended
    When the ISO extends the window
    Then 1 public message speaks of the auction as extended
    When the ISO cancels the auction
    Then it is on neither list of auctions
    And 1 public message speaks of the auction as cancelled
    And no oracle of inventories finds anything wrong

  @MS-CUT-33 @result:stale-holdings
  Scenario: Its results are corrected and posted again, and what is held follows
    Given the ISO holds ample security of everybody
    And what everybody holds
    Then everybody's bids and offers are there as they were, and submitted
    When it is closed
    And it is cleared and posted, and everybody reads what it was awarded
    Then no oracle of inventories finds anything wrong
    And no public message speaks of the auction as corrected
    When the ISO finds that a source of what it awarded was none, and clears and posts again
    Then the oracle finds nothing wrong in what the participants were told
    And no oracle of inventories finds anything wrong
    And 1 public message speaks of the auction as corrected
