@assumed @private-system @phase:cutover
Feature: What was under way at the cutover is finished by exactly one system
  A market whose window the old system had closed it also posts, and tells the new one what it awarded. One that is
  still open goes on in the new system, with all that stood in it.

  Background:
    Given an extract of the old system with 20 participants
    And the ISO has cut over

  @MS-CUT-26
  @cutover:both-systems
  Scenario: The old system posts what it had closed, once, and the new one holds what it awarded
    Then the markets that the old system finishes are on no list, and cannot be cleared here
    When what the old system awarded in one of them comes in
    Then it is posted here, and what it awarded is held
    When it comes in again
    Then it is refused, and nothing is held twice

  @MS-CUT-27
  @req:DECK-130
  @cutover:lose-bids
  Scenario: An auction that is open goes on here, and comes out as in the old system
    Given an auction that the new system finishes
    And the ISO holds ample security of everybody
    And what everybody holds
    Then everybody's bids and offers are there as they were, and submitted
    When it is closed
    And it is cleared and posted, and everybody reads what it was awarded
    Then the oracle finds nothing wrong in what the participants were told
    And no oracle of inventories finds anything wrong
    When the old system clears the same auction, from its own bids and holdings
    Then both systems award the same, and find the same prices
