@assumed @private-system @phase:cutover
Feature: A node that is retired is replaced by the nearest of its kind
  The nearest is the one that is electrically nearest, may be bid and has the same designation. It is published for each
  market, and whatever was held at the retired node is held at the other.

  Background:
    Given an extract of the old system with 20 participants
    And the ISO has cut over
    And we hold the function CRRH
    And an OPEN monthly auction

  @MS-CUT-03 @code:SER0030
  @req:DECK-129 @req:DECK-131
  @cutover:no-replacement @cutover:far-replacement
  Scenario: The replacement is published, may be bid, and carries what was held at the retired node
    Then each retired node is replaced by the nearest of its designation that may be bid
    And no retired node is on its list, and none is the end of anything that is held
    When we bid from what stands in for a retired node
    And we submit it
    Then the portfolio is SUBMITTED
    When we bid from the retired node itself
    Then we are refused with SER0030

  @MS-CUT-28 @result:withdrawn-left-in
  Scenario: A node that a later list drops takes the bid on it along, and its owner is told
    Given an auction of one month in which nobody has bid yet
    And the ISO holds ample security of everybody
    And the ISO lets 20 MW in at a scheduling point there, as an interface allows
    When these bids are submitted
      | bidder | path      | MW | price |
      | we     | inward    | 15 | 30    |
      | we     | elsewhere | 7  | 20    |
    Then the first participant has no message that a bid was left out
    When the ISO withdraws the source of the path elsewhere
    And the auction is closed, cleared and posted
    Then the first participant has a private message that a bid was left out
    And the second participant has no message that a bid was left out
